package org.flatnet.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every kind of change is told of, as new and as gone. */
@Tag("kernel")
class RouteMonitorKernelTest {
    private static final int PATIENCE_MILLIS = 10_000;

    @Test
    void everyKindOfChangeIsToldOfAsNewAndAsGone() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                RouteSocket route = RouteSocket.open(namespace);
                RouteMonitor monitor = RouteMonitor.open(namespace)) {
            Fixture.build(namespace, route);
            List<NetworkObject> objects = List.of(
                    LinkAddress.of(Fixture.D0, InterfaceAddress.parse("10.9.0.1/32")),
                    LinkAddress.of(Fixture.D0, InterfaceAddress.parse("fd09::1/128"))
                            .withNoDad(),
                    Route.via(Cidr.parse("10.8.0.0/16"), IpAddress.parse("10.0.2.9"), Fixture.D0),
                    Route.via(Cidr.parse("fd08::/64"), IpAddress.parse("fd00:2::9"), Fixture.D0),
                    Neighbour.permanent(Fixture.D0, IpAddress.parse("10.0.2.9"), Fixture.mac(9)),
                    Rule.lookup(IpFamily.IPV4, 500, 100),
                    Rule.lookup(IpFamily.IPV6, 500, 100),
                    LinkDefinition.of("n0", Vxlan.of(1).withPort(8472)),
                    ForwardingEntry.vxlan(Fixture.NEXT, Fixture.mac(8), IpAddress.parse("10.0.2.8")),
                    LinkDefinition.of("n1", Bridge.plain()));
            List<Request> requests =
                    new ArrayList<>(objects.stream().map(NetworkObject::add).toList());
            requests.add(LinkChange.of(Fixture.D0).master(Fixture.NEXT + 1).request());
            requests.add(LinkChange.of(Fixture.D0).noMaster().request());
            objects.reversed().forEach(object -> requests.add(object.delete()));
            requests.add(LinkDefinition.of("last", Bridge.plain()).create());
            Fixture.all(route, requests);

            List<RouteChange> changes = changesUntilLink(monitor, "last");
            Set<Class<?>> made = new HashSet<>();
            Set<Class<?>> gone = new HashSet<>();
            changes.forEach(change -> (change.gone() ? gone : made).add(change.getClass()));
            assertThat(made).containsExactlyInAnyOrder(RouteChange.class.getPermittedSubclasses());
            assertThat(gone).containsExactlyInAnyOrder(RouteChange.class.getPermittedSubclasses());
            for (NetworkObject object : objects) {
                assertThat(changes)
                        .as(object.toString())
                        .anySatisfy(change -> assertThat(subject(change)).isEqualTo(subject(object)));
            }
        }
    }

    private static List<RouteChange> changesUntilLink(RouteMonitor monitor, String last) throws KernelException {
        List<RouteChange> changes = new ArrayList<>();
        while (true) {
            RouteEvent event = monitor.receive(PATIENCE_MILLIS);
            assertThat(event).isInstanceOf(RouteEvent.Changed.class);
            for (RouteChange change : ((RouteEvent.Changed) event).changes()) {
                if (change instanceof RouteChange.OfLink(boolean gone, Link link)
                        && link.name().equals(last)) {
                    return changes;
                }
                changes.add(change);
            }
        }
    }

    private static Object subject(RouteChange change) {
        return switch (change) {
            case RouteChange.OfLink(boolean gone, Link link) -> link.name();
            case RouteChange.OfPort(boolean gone, int link, PortGlance port) -> link;
            case RouteChange.OfAddress(boolean gone, LinkAddress address) -> address.configured();
            case RouteChange.OfRoute(boolean gone, Route route) -> route.configured();
            case RouteChange.OfRule(boolean gone, Rule rule) -> rule.configured();
            case RouteChange.OfNeighbour(boolean gone, Neighbour neighbour) -> neighbour.configured();
            case RouteChange.OfForwardingEntry(boolean gone, ForwardingEntry entry) -> entry.configured();
        };
    }

    private static Object subject(NetworkObject object) {
        return object instanceof LinkDefinition link ? link.name() : object;
    }

    @Test
    void aMonitorIsStoppedAndIsIdle() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                RouteMonitor monitor = RouteMonitor.open(namespace, RouteGroup.LINKS)) {
            assertThat(monitor.receive(0)).isInstanceOf(RouteEvent.Idle.class);
            monitor.stop();
            assertThat(monitor.receive()).isInstanceOf(RouteEvent.Stopped.class);
        }
    }
}
