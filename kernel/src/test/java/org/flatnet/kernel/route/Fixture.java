package org.flatnet.kernel.route;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;

/** A small network that tests put objects into: the ends of a veth {@code d0} (2) and {@code d1} (3), with addresses. */
final class Fixture {
    static final int D0 = 2;
    static final int D1 = 3;
    /** The first link that a test makes. */
    static final int NEXT = 4;

    static final LinkNames NAMES = index -> switch (index) {
        case 1 -> "lo";
        case D0 -> "d0";
        case D1 -> "d1";
        case NEXT -> "n0";
        default -> "none" + index;
    };

    private Fixture() {}

    /** New links get no IPv6 address of their own, as that would come some time later. */
    static void build(NetworkNamespace namespace, RouteSocket route) throws IOException {
        namespace.call(() -> {
            Sysctl.write("net/ipv6/conf/default/addr_gen_mode", "1");
            return null;
        });
        List<Request> requests = new ArrayList<>();
        requests.add(LinkChange.of("lo").up().request());
        LinkDefinition peer = LinkDefinition.peer("d0").withMac(mac(D0));
        requests.add(LinkDefinition.of("d1", Veth.to(peer)).withMac(mac(D1)).create());
        for (int link : new int[] {D0, D1}) {
            requests.add(LinkChange.of(link).up().request());
            requests.add(LinkAddress.of(link, InterfaceAddress.parse("10.0." + link + ".1/24"))
                    .add());
            requests.add(LinkAddress.of(link, InterfaceAddress.parse("fd00:" + link + "::1/64"))
                    .withNoDad()
                    .add());
        }
        all(route, requests);
    }

    static void all(RouteSocket route, List<Request> requests) throws KernelException {
        for (var outcome : route.executeAll(requests)) {
            outcome.orThrow();
        }
    }

    /** A kind of link that the library does not know. */
    private static LinkDefinition unknown() {
        return LinkDefinition.of("n0", Opaque.of("ifb"));
    }

    static MacAddress mac(int number) {
        return new MacAddress(0x0200_0000_0000L | number);
    }

    private static LinkDefinition link(LinkKind kind) {
        return LinkDefinition.of("n0", kind).withMac(mac(0xabcd));
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text);
    }

    private static InterfaceAddress address(String text) {
        return InterfaceAddress.parse(text);
    }

    private static NextHop hop(String gateway, int link) {
        return NextHop.via(ip(gateway), link);
    }

    /** Sets of objects, each in order. */
    static List<List<? extends NetworkObject>> objects() {
        List<List<? extends NetworkObject>> all = new ArrayList<>();
        links().forEach(link -> all.add(List.of(link)));
        all.addAll(addresses());
        all.addAll(routes());
        all.addAll(rules());
        all.addAll(entries());
        return all;
    }

    private static List<LinkDefinition> links() {
        Bridge bridge = Bridge.plain();
        return List.of(
                unknown().withMac(mac(7)).withMtu(9000).withGroup(12).withTransmitQueueLength(77),
                unknown().withMac(mac(7)).withAlias("flatnet pod a'b c").withUp(),
                link(bridge),
                link(bridge.withAgeing(Duration.ofSeconds(20))
                        .withMulticastSnooping(false)
                        .withForwardDelay(Duration.ofSeconds(4))),
                link(bridge.withSpanningTree(true).with(BridgeSetting.PRIORITY, 4096)),
                link(bridge.with(BridgeSetting.CALL_IPTABLES, false)
                        .with(BridgeSetting.CALL_IP6TABLES, true)
                        .with(BridgeSetting.CALL_ARPTABLES, false)
                        .with(BridgeSetting.MULTICAST_QUERIER, true)
                        .with(BridgeSetting.MULTICAST_QUERY_INTERVAL, Duration.ofMillis(60_010))
                        .with(BridgeSetting.MULTICAST_HASH_MAX, 1024L)
                        .with(BridgeSetting.MULTICAST_ROUTER, 2)
                        .with(BridgeSetting.IGMP_VERSION, 3)
                        .with(BridgeSetting.MLD_VERSION, 2)
                        .with(BridgeSetting.GROUP_FORWARD_MASK, 8)
                        .with(BridgeSetting.GROUP_ADDRESS, MacAddress.parse("01:80:c2:00:00:0e"))
                        .with(BridgeSetting.FLAGS, new BridgeFlags(1, 1))
                        .with(BridgeSetting.MULTICAST_STATISTICS, true)),
                link(Vxlan.of(1).withPort(8472)),
                link(Vxlan.of(0xff_ffff)
                        .withLocal(ip("10.0.2.1"))
                        .withLink(D0)
                        .withPort(8472)
                        .withLearning(false)
                        .with(VxlanSetting.TTL, 9)
                        .with(VxlanSetting.TOS, 1)
                        .with(VxlanSetting.DF, 1)
                        .with(VxlanSetting.GBP, true)
                        .with(VxlanSetting.UDP_CHECKSUM, true)
                        .with(VxlanSetting.AGEING, Duration.ofSeconds(99))
                        .with(VxlanSetting.LIMIT, 1000L)
                        .with(VxlanSetting.L2_MISS, true)
                        .with(VxlanSetting.L3_MISS, true)
                        .with(VxlanSetting.PROXY, true)
                        .with(VxlanSetting.RSC, true)
                        .with(VxlanSetting.SOURCE_PORTS, new PortRange(30_000, 40_000))),
                link(Vxlan.of(5)
                        .withLocal(ip("fd00:2::1"))
                        .with(VxlanSetting.GROUP, ip("ff05::100"))
                        .withLink(D0)
                        .withPort(4789)
                        .with(VxlanSetting.UDP_ZERO_CHECKSUM_IPV6_SEND, true)
                        .with(VxlanSetting.UDP_ZERO_CHECKSUM_IPV6_RECEIVE, true)
                        .with(VxlanSetting.FLOW_LABEL, 0x12345L)),
                link(Vxlan.of(6)
                        .with(VxlanSetting.GROUP, ip("239.1.1.1"))
                        .withLink(D0)
                        .withPort(4789)
                        .with(VxlanSetting.TTL_INHERIT, true)
                        .with(VxlanSetting.DF, 2)
                        .with(VxlanSetting.UDP_CHECKSUM, false)),
                link(Vxlan.external().withPort(4789).with(VxlanSetting.VNI_FILTER, true)),
                LinkDefinition.of("n0", Vxlan.external().withPort(4790).with(VxlanSetting.GPE, true)));
    }

    private static List<List<LinkAddress>> addresses() {
        return List.of(
                List.of(LinkAddress.of(D0, address("10.9.0.1/24")).withBroadcast(ip("10.9.0.255"))),
                List.of(LinkAddress.of(D0, address("10.9.0.1/32"))
                        .withPeer(ip("10.9.7.7"))
                        .withScope(RouteScope.LINK)
                        .withLabel("d0:x")),
                List.of(
                        LinkAddress.of(D0, address("10.9.0.1/24")).withNoPrefixRoute(),
                        LinkAddress.of(D0, address("10.9.0.2/24")).withRoutePriority(77)),
                List.of(LinkAddress.of(D0, address("fd09::1/64")).withNoDad().withNoPrefixRoute()),
                List.of(LinkAddress.of(D1, address("fd09::1/128"))
                        .withNoDad()
                        .withPeer(ip("fd09::2"))
                        .withRoutePriority(99)),
                List.of(LinkAddress.of(D1, address("fe80::1/64")).withNoDad()),
                List.of(LinkAddress.of(D0, address("10.9.0.1/24")).withLifetime(new Lifetime(0, 1_000_000))));
    }

    private static List<List<Route>> routes() {
        Cidr ipv4 = cidr("10.200.1.0/24");
        Cidr ipv6 = cidr("fd00:200:1::/64");
        return List.of(
                List.of(Route.via(ipv4, ip("10.0.2.21"), D0).withProtocol(70)),
                List.of(Route.via(ipv6, ip("fd00:2::21"), D0).withProtocol(70)),
                List.of(Route.onLink(ipv4, D0).withProtocol(4).withPreferredSource(ip("10.0.3.1"))),
                List.of(Route.onLink(ipv6, D0).withProtocol(4).withPreferredSource(ip("fd00:3::1"))),
                List.of(Route.viaOnLink(ipv4, ip("192.0.2.1"), D1)
                        .withTable(7000)
                        .withPriority(10)),
                List.of(Route.viaOnLink(ipv6, ip("2001:db8::1"), D1)
                        .withTable(7000)
                        .withPriority(10)),
                List.of(Route.via(ipv4, ip("fd00:2::5"), D0)),
                List.of(Route.via(Cidr.all(IpFamily.IPV4), ip("10.0.2.254"), D0)
                        .withMtu(1400)
                        .withMetrics(RouteMetrics.NONE
                                .with(RouteMetric.MTU, 1400)
                                .with(RouteMetric.LOCK, 1 << 2)
                                .with(RouteMetric.ADVERTISED_MSS, 1360)
                                .with(RouteMetric.HOP_LIMIT, 9))),
                List.of(Route.via(Cidr.all(IpFamily.IPV6), ip("fd00:2::fe"), D0)
                        .withMtu(1400)
                        .withPreference(RoutePreference.HIGH)),
                List.of(
                        Route.refusing(RouteType.BLACKHOLE, ipv4).withProtocol(70),
                        Route.refusing(RouteType.UNREACHABLE, cidr("10.201.0.0/16")),
                        Route.refusing(RouteType.PROHIBIT, cidr("10.202.0.0/16")),
                        Route.refusing(RouteType.THROW, cidr("10.203.0.0/16")).withTable(100)),
                List.of(
                        Route.refusing(RouteType.BLACKHOLE, ipv6).withProtocol(70),
                        Route.refusing(RouteType.UNREACHABLE, cidr("fd01::/16")),
                        Route.refusing(RouteType.PROHIBIT, cidr("fd02::/16")),
                        Route.refusing(RouteType.THROW, cidr("fd03::/16")).withTable(100)),
                List.of(Route.of(
                        RouteType.UNICAST,
                        ipv4,
                        List.of(
                                hop("10.0.2.21", D0).withWeight(3),
                                hop("192.0.2.9", D1).withOnLink()))),
                List.of(Route.of(
                        RouteType.UNICAST,
                        ipv6,
                        List.of(
                                hop("fd00:2::21", D0).withWeight(3),
                                hop("fd00:3::21", D1).withWeight(256)))),
                List.of(Route.of(RouteType.LOCAL, cidr("10.77.0.0/16"), List.of(NextHop.link(1)))),
                List.of(Route.of(RouteType.LOCAL, cidr("fd77::/64"), List.of(NextHop.link(1)))));
    }

    private static List<List<Rule>> rules() {
        return List.of(
                List.of(
                        Rule.lookup(IpFamily.IPV4, 100, 100).withProtocol(70),
                        Rule.lookup(IpFamily.IPV4, 101, 7000)
                                .from(cidr("10.1.0.0/16"))
                                .to(cidr("10.2.0.0/16"))
                                .withMark(new Mark(0x10, 0xf0))
                                .withInputLink("d0")
                                .withTypeOfService(0x10),
                        Rule.lookup(IpFamily.IPV4, 102, RouteTable.MAIN).withSuppressedPrefixLength(0),
                        Rule.lookup(IpFamily.IPV4, 103, 100)
                                .withIpProtocol(17)
                                .withDestinationPorts(PortRange.of(53))
                                .withSourcePorts(new PortRange(1000, 2000))
                                .withOutputLink("d1"),
                        Rule.lookup(IpFamily.IPV4, 104, 0).withGoto(200),
                        Rule.lookup(IpFamily.IPV4, 200, 0)
                                .withAction(RuleAction.PROHIBIT)
                                .from(cidr("10.3.0.0/16"))
                                .withInverted()),
                List.of(
                        Rule.lookup(IpFamily.IPV6, 100, 100).withMark(Mark.of(7)),
                        Rule.lookup(IpFamily.IPV6, 101, 0)
                                .withAction(RuleAction.UNREACHABLE)
                                .to(cidr("fd05::/32"))));
    }

    private static List<List<? extends NetworkObject>> entries() {
        LinkDefinition vxlan = link(Vxlan.of(1).withPort(8472).withLocal(ip("10.0.2.1")));
        LinkDefinition external = link(Vxlan.external().withPort(8472));
        return List.of(
                List.of(
                        Neighbour.permanent(D0, ip("10.0.2.21"), mac(21)).withProtocol(70),
                        Neighbour.permanent(D0, ip("10.0.2.22"), mac(22)).withState(NeighbourState.NO_ARP),
                        Neighbour.permanent(D0, ip("fd00:2::21"), mac(21))
                                .withFlags(NeighbourFlags.NONE.with(NeighbourFlags.ROUTER)),
                        Neighbour.permanent(D0, ip("fd00:2::22"), mac(22))
                                .withFlags(NeighbourFlags.NONE.with(NeighbourFlags.EXTERNALLY_LEARNT)),
                        Neighbour.proxy(D0, ip("10.0.2.99")),
                        Neighbour.proxy(D1, ip("fd00:2::99"))),
                List.of(
                        vxlan,
                        ForwardingEntry.vxlan(NEXT, mac(31), ip("10.0.2.31")),
                        ForwardingEntry.vxlan(NEXT, mac(32), ip("10.0.2.32"))
                                .withPort(4789)
                                .withVni(77)
                                .withOutputLink(D0),
                        ForwardingEntry.vxlan(NEXT, ForwardingEntry.ANY_STATION, ip("10.0.2.33")),
                        ForwardingEntry.vxlan(NEXT, mac(34), ip("10.0.2.34"))
                                .withState(NeighbourState.NO_ARP.and(NeighbourState.REACHABLE))),
                List.of(
                        external,
                        ForwardingEntry.vxlan(NEXT, mac(31), ip("10.0.2.31"))
                                .withVni(9)
                                .withSourceVni(8)));
    }
}
