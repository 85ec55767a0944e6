package org.flatnet.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of object in three namespaces: written by the library, by the commands that the library prints for people,
 * and by the library from what it read of the first. The ip and bridge programs must list all three as the same.
 */
@Tag("kernel")
class NetworkObjectKernelTest {

    static List<List<? extends NetworkObject>> objects() {
        return Fixture.objects();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void theLibraryAndItsCommandTextsAndWhatItReadsAreTheSame(List<? extends NetworkObject> objects) throws Exception {
        try (NetworkNamespace written = NetworkNamespace.create();
                NetworkNamespace commanded = NetworkNamespace.create();
                NetworkNamespace rewritten = NetworkNamespace.create();
                RouteSocket first = RouteSocket.open(written);
                RouteSocket second = RouteSocket.open(commanded);
                RouteSocket third = RouteSocket.open(rewritten)) {
            Fixture.build(written, first);
            Fixture.build(commanded, second);
            Fixture.build(rewritten, third);
            Set<NetworkObject> before = Set.copyOf(read(first));
            Fixture.all(first, requests(objects));
            for (NetworkObject object : objects) {
                Ip.shell(commanded, object.command(Verb.ADD, Fixture.NAMES));
            }
            assertThat(Ip.list(written)).isEqualTo(Ip.list(commanded));

            List<NetworkObject> read = new ArrayList<>(read(first));
            List<NetworkObject> configured =
                    read.stream().map(NetworkObjectKernelTest::configured).toList();
            for (NetworkObject object : objects) {
                if (!(object instanceof LinkDefinition)) {
                    assertThat(configured).contains(configured(object));
                }
            }
            read.removeAll(before);
            for (NetworkObject object : read) {
                if (madeAlong(object, read(third))) {
                    continue;
                }
                Fixture.all(third, requests(List.of(object)));
            }
            assertThat(Ip.list(rewritten)).isEqualTo(Ip.list(written));
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void whatWasWrittenIsDeletedAgain(List<? extends NetworkObject> objects) throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                RouteSocket route = RouteSocket.open(namespace)) {
            Fixture.build(namespace, route);
            String before = Ip.list(namespace);
            Fixture.all(route, requests(objects));
            assertThat(Ip.list(namespace)).isNotEqualTo(before);
            for (NetworkObject object : objects.reversed()) {
                route.execute(object.delete());
            }
            assertThat(Ip.list(namespace)).isEqualTo(before);
        }
    }

    @Test
    void thereIsAFixtureOfEveryKindOfObjectAndLink() {
        Set<Class<?>> kinds = Fixture.objects().stream()
                .flatMap(List::stream)
                .<Class<?>>map(NetworkObject::getClass)
                .collect(Collectors.toSet());
        // VLANs of bridges have a test of their own: not every kernel filters them.
        kinds.add(BridgeVlan.class);
        assertThat(kinds).containsExactlyInAnyOrder(NetworkObject.class.getPermittedSubclasses());
        Set<Class<?>> links = Fixture.objects().stream()
                .flatMap(List::stream)
                .filter(LinkDefinition.class::isInstance)
                .<Class<?>>map(link -> ((LinkDefinition) link).kind().getClass())
                .collect(Collectors.toSet());
        // A device is hardware; veth and VLAN have tests of their own.
        links.addAll(Set.of(Device.class, Veth.class, Vlan.class));
        assertThat(links).containsExactlyInAnyOrder(LinkKind.class.getPermittedSubclasses());
    }

    private static List<Request> requests(List<? extends NetworkObject> objects) {
        List<Request> requests = new ArrayList<>();
        for (NetworkObject object : objects) {
            requests.add(object.add());
            if (object instanceof LinkDefinition link && link.finish() != null) {
                requests.add(link.finish());
            }
        }
        return requests;
    }

    /** Whether the kernel makes it by itself, perhaps a while later: routes of an address, entries of a multicast group. */
    private static boolean madeAlong(NetworkObject object, List<NetworkObject> present) {
        return switch (object) {
            case LinkDefinition link -> false;
            case Route route when route.protocol() == RouteProtocol.KERNEL -> true;
            case ForwardingEntry entry when entry.mac().isMulticast() -> true;
            default -> present.stream().map(NetworkObjectKernelTest::configured).anyMatch(configured(object)::equals);
        };
    }

    private static List<NetworkObject> read(RouteSocket route) throws KernelException {
        List<NetworkObject> objects = new ArrayList<>();
        route.links().forEach(link -> objects.add(link.definition()));
        objects.addAll(route.addresses());
        for (IpFamily family : IpFamily.values()) {
            objects.addAll(route.routes(family));
            objects.addAll(route.rules(family));
            objects.addAll(route.neighbours(family));
            objects.addAll(route.proxies(family));
        }
        objects.addAll(route.forwardingEntries());
        objects.addAll(route.bridgeVlans());
        return objects;
    }

    private static NetworkObject configured(NetworkObject object) {
        return switch (object) {
            case LinkDefinition link -> link;
            case LinkAddress address -> address.configured();
            case Route route -> route.configured();
            case Neighbour neighbour -> neighbour.configured();
            case ForwardingEntry entry -> entry.configured();
            case BridgeVlan vlan -> vlan;
            case Rule rule -> rule.configured();
        };
    }
}
