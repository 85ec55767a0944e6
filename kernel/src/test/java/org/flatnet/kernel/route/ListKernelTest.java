package org.flatnet.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists that the kernel filters against whole ones filtered here, and things that only the kernel or ip makes. */
@Tag("kernel")
class ListKernelTest {
    private NetworkNamespace namespace;
    private RouteSocket route;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create();
        route = RouteSocket.open(namespace);
        Fixture.build(namespace, route);
    }

    @AfterEach
    void close() {
        route.close();
        namespace.close();
    }

    @Test
    void routesAreFilteredByTheKernelAsByHand() throws Exception {
        List<Request> requests = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            boolean ipv4 = family == IpFamily.IPV4;
            String prefix = ipv4 ? "10.%d.0.0/16" : "fd%d::/16";
            String gateway = ipv4 ? "10.0.%d.9" : "fd00:%d::9";
            for (int i = 20; i < 32; i++) {
                Cidr destination = Cidr.parse(prefix.formatted(i));
                int link = i % 2 == 0 ? Fixture.D0 : Fixture.D1;
                Route made = i % 5 == 0
                        ? Route.refusing(RouteType.UNREACHABLE, destination)
                        : Route.via(destination, IpAddress.parse(gateway.formatted(link)), link);
                requests.add(made.withProtocol(70 + i % 3)
                        .withTable(i % 4 == 0 ? 1000 : RouteTable.MAIN)
                        .add());
            }
        }
        Fixture.all(route, requests);
        for (IpFamily family : IpFamily.values()) {
            RouteFilter all = RouteFilter.all(family);
            check(all.withProtocol(70), route -> route.protocol() == 70);
            check(all.withTable(1000), route -> route.table() == 1000);
            check(all.withTable(RouteTable.MAIN), route -> route.table() == RouteTable.MAIN);
            check(all.withType(RouteType.UNREACHABLE), route -> route.type().equals(RouteType.UNREACHABLE));
            check(
                    all.withLink(Fixture.D1).withTable(RouteTable.MAIN),
                    route -> route.table() == RouteTable.MAIN
                            && route.nextHops().stream().anyMatch(hop -> hop.link() == Fixture.D1));
            check(all.withTable(1000).withProtocol(71), route -> route.table() == 1000 && route.protocol() == 71);
            assertThat(route.routes(all.withTable(4321))).isEmpty();
        }
    }

    private void check(RouteFilter filter, Predicate<Route> wanted) throws KernelException {
        List<Route> byHand =
                route.routes(filter.family()).stream().filter(wanted).toList();
        assertThat(byHand).isNotEmpty();
        assertThat(route.routes(filter)).containsExactlyInAnyOrderElementsOf(byHand);
    }

    @Test
    void addressesNeighboursAndEntriesOfOneLink() throws Exception {
        List<Request> requests = new ArrayList<>();
        for (int link : new int[] {Fixture.D0, Fixture.D1}) {
            requests.add(Neighbour.permanent(link, IpAddress.parse("10.0." + link + ".9"), Fixture.mac(9))
                    .add());
            requests.add(Neighbour.permanent(link, IpAddress.parse("fd00:" + link + "::9"), Fixture.mac(9))
                    .add());
        }
        requests.add(LinkDefinition.of("n0", Vxlan.of(1).withPort(8472)).create());
        requests.add(ForwardingEntry.vxlan(Fixture.NEXT, Fixture.mac(7), IpAddress.parse("10.0.2.7"))
                .add());
        Fixture.all(route, requests);
        for (IpFamily family : IpFamily.values()) {
            assertThat(route.addresses(family, Fixture.D1))
                    .isNotEmpty()
                    .isEqualTo(route.addresses().stream()
                            .filter(address -> address.family() == family && address.link() == Fixture.D1)
                            .toList());
            assertThat(unicast(route.neighbours(family)))
                    .extracting(Neighbour::link)
                    .containsExactlyInAnyOrder(Fixture.D0, Fixture.D1);
            assertThat(unicast(route.neighbours(family, Fixture.D1)))
                    .extracting(Neighbour::link)
                    .containsExactly(Fixture.D1);
        }
        assertThat(route.forwardingEntries(Fixture.NEXT))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.mac()).isEqualTo(Fixture.mac(7)));
    }

    /** Without groups that the kernel keeps along. */
    private static List<Neighbour> unicast(List<Neighbour> neighbours) {
        return neighbours.stream()
                .filter(neighbour -> !neighbour.address().isMulticast())
                .toList();
    }

    @Test
    void entriesOfABridgeAndItsPorts() throws Exception {
        Fixture.all(
                route,
                List.of(
                        LinkDefinition.of("n0", Bridge.plain())
                                .withMac(Fixture.mac(4))
                                .create(),
                        LinkChange.of(Fixture.D0).master(Fixture.NEXT).request(),
                        ForwardingEntry.port(Fixture.D0, Fixture.mac(99)).add()));
        assertThat(configured(route.forwardingEntries(Fixture.D0)))
                .contains(ForwardingEntry.port(Fixture.D0, Fixture.mac(99)));
        assertThat(route.forwardingEntries(Fixture.D0))
                .extracting(ForwardingEntry::master)
                .contains(Fixture.NEXT);
        assertThat(Ip.run(namespace, "bridge", "fdb", "show", "dev", "d0"))
                .contains("02:00:00:00:00:63 master n0 static");
        route.execute(ForwardingEntry.port(Fixture.D0, Fixture.mac(99)).delete());
    }

    @Test
    void aStationOfAVxlanHasSeveralDestinations() throws Exception {
        ForwardingEntry first =
                ForwardingEntry.vxlan(Fixture.NEXT, ForwardingEntry.ANY_STATION, IpAddress.parse("10.0.2.31"));
        ForwardingEntry second =
                ForwardingEntry.vxlan(Fixture.NEXT, ForwardingEntry.ANY_STATION, IpAddress.parse("10.0.2.32"));
        Fixture.all(
                route,
                List.of(LinkDefinition.of("n0", Vxlan.of(1).withPort(8472)).create(), first.append(), second.append()));
        assertThat(configured(route.forwardingEntries(Fixture.NEXT))).containsExactlyInAnyOrder(first, second);
        route.execute(first.delete());
        assertThat(configured(route.forwardingEntries(Fixture.NEXT))).containsExactly(second);
        ForwardingEntry unicast = ForwardingEntry.vxlan(Fixture.NEXT, Fixture.mac(5), IpAddress.parse("10.0.2.33"));
        ForwardingEntry moved = ForwardingEntry.vxlan(Fixture.NEXT, Fixture.mac(5), IpAddress.parse("10.0.2.34"));
        Fixture.all(route, List.of(unicast.add(), moved.replace()));
        assertThat(configured(route.forwardingEntries(Fixture.NEXT))).containsExactlyInAnyOrder(second, moved);
    }

    private static List<ForwardingEntry> configured(List<ForwardingEntry> entries) {
        return entries.stream().map(ForwardingEntry::configured).toList();
    }

    @Test
    void replacingChangesWhatIsThere() throws Exception {
        Cidr destination = Cidr.parse("10.200.0.0/24");
        Route before = Route.via(destination, IpAddress.parse("10.0.2.5"), Fixture.D0);
        Route after =
                Route.via(destination, IpAddress.parse("10.0.3.5"), Fixture.D1).withMtu(1400);
        Cidr ipv6 = Cidr.parse("fd00:200::/64");
        Route before6 = Route.via(ipv6, IpAddress.parse("fd00:2::5"), Fixture.D0);
        Route after6 = Route.via(ipv6, IpAddress.parse("fd00:3::5"), Fixture.D1).withMtu(1400);
        LinkAddress address = LinkAddress.of(Fixture.D0, InterfaceAddress.parse("10.9.0.1/24"));
        LinkAddress marked = address.withProtocol(70);
        Neighbour neighbour = Neighbour.permanent(Fixture.D0, IpAddress.parse("10.0.2.5"), Fixture.mac(5));
        Neighbour moved = Neighbour.permanent(Fixture.D0, IpAddress.parse("10.0.2.5"), Fixture.mac(6));
        Fixture.all(
                route,
                List.of(
                        before.replace(),
                        after.replace(),
                        before6.replace(),
                        after6.replace(),
                        address.replace(),
                        marked.replace(),
                        neighbour.replace(),
                        moved.replace()));
        assertThat(route.routes(IpFamily.IPV4)).contains(after).doesNotContain(before);
        assertThat(route.routes(IpFamily.IPV6)).contains(after6).doesNotContain(before6);
        assertThat(route.addresses()).extracting(LinkAddress::configured).contains(marked);
        assertThat(route.neighbours(IpFamily.IPV4)).contains(moved).doesNotContain(neighbour);
    }

    @Test
    void whatIpMakesOfNextHopObjectsAndEncapsulationAndExpiryIsKept() throws Exception {
        Ip.shell(namespace, """
                ip nexthop add id 5 via 10.0.2.9 dev d0
                ip route add 10.60.0.0/16 nhid 5 proto 70
                ip route add 10.61.0.0/16 encap ip id 7 dst 10.0.2.77 dev d0 proto 70
                ip -6 route add fd61::/64 encap ip6 id 7 dst fd00:2::77 dev d0 proto 70 expires 1000
                """);
        List<Route> ipv4 = route.routes(RouteFilter.all(IpFamily.IPV4).withProtocol(70));
        assertThat(ipv4).hasSize(2);
        Route byObject = ipv4.getFirst();
        assertThat(byObject.nextHopObject()).isEqualTo(5);
        assertThat(byObject.nextHops()).isEmpty();
        assertThat(ipv4.getLast().nextHops().getFirst().encapsulation()).isNotNull();
        List<Route> ipv6 = route.routes(RouteFilter.all(IpFamily.IPV6).withProtocol(70));
        assertThat(ipv6).hasSize(1);
        assertThat(ipv6.getFirst().expires()).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(1000));
        String before = routes();
        List<Route> all = new ArrayList<>(ipv4);
        all.addAll(ipv6);
        for (Route made : all) {
            route.execute(made.delete());
        }
        assertThat(routes()).doesNotContain("proto 70");
        for (Route made : all) {
            route.execute(made.add());
        }
        assertThat(routes()).isEqualTo(before);
    }

    private String routes() throws Exception {
        return Ip.run(namespace, "sh", "-c", "ip -4 -d route; ip -6 -d route").replaceAll("expires \\d+sec", "expires");
    }
}
