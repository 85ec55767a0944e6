package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Test;

/** What each shape of an attachment is made of. */
class PodPlanTest {
    private static final AttachmentId ID = new AttachmentId("flatnet", "c1", "eth0");
    private static final PodAddress IPV4 = address("10.200.0.7/24", "10.200.0.1");
    private static final PodAddress IPV6 = address("fd00:1::7/64", "fd00:1::1");
    private static final PodRoute DEFAULT_IPV4 = route("0.0.0.0/0", "10.200.0.1");
    private static final PodRoute DEFAULT_IPV6 = route("::/0", "fd00:1::1");

    @Test
    void aPodOfTheBridgeSendsEverythingToItsGateway() {
        PodPlan plan = plan(Shape.of(AttachMode.BRIDGE), IPV4, IPV6);
        assertThat(plan.bridge()).isNotNull();
        assertThat(plan.bridge().name()).isEqualTo("flatnet0");
        assertThat(plan.bridge().addresses())
                .containsExactly(InterfaceAddress.parse("10.200.0.1/24"), InterfaceAddress.parse("fd00:1::1/64"));
        assertThat(plan.host().port()).isEqualTo(new HostSide.Port(true, false));
        assertThat(plan.host().routes()).isEmpty();
        assertThat(plan.host().addresses()).isEmpty();
        assertThat(plan.host().neighbours())
                .extracting(Station::address)
                .containsExactly(IpAddress.parse("10.200.0.7"), IpAddress.parse("fd00:1::7"));
        assertThat(plan.inside().addresses())
                .containsExactly(InterfaceAddress.parse("10.200.0.7/32"), InterfaceAddress.parse("fd00:1::7/128"));
        assertThat(plan.inside().directRoutes())
                .containsExactly(Cidr.parse("10.200.0.1/32"), Cidr.parse("fd00:1::1/128"));
        assertThat(plan.inside().neighbours()).isEmpty();
        assertThat(plan.routes()).containsExactly(DEFAULT_IPV4, DEFAULT_IPV6);
    }

    @Test
    void aPodOfTheSegmentSeesItsSubnet() {
        PodPlan plan = plan(Shape.of(AttachMode.LAYER2), IPV4, IPV6);
        assertThat(plan.host().port()).isEqualTo(new HostSide.Port(false, true));
        assertThat(plan.addresses()).containsExactly(IPV4, IPV6);
        assertThat(plan.inside().connectedRoutes()).isTrue();
        assertThat(plan.inside().directRoutes()).isEmpty();
        assertThat(plan.routes()).containsExactly(DEFAULT_IPV4, DEFAULT_IPV6);
    }

    @Test
    void aRoutedPodNeedsNoBridgeAndAsksForNothing() {
        PodPlan plan = plan(Shape.of(AttachMode.ROUTED), IPV4, IPV6);
        assertThat(plan.bridge()).isNull();
        assertThat(plan.host().port()).isNull();
        assertThat(plan.host().addresses()).isEmpty();
        assertThat(plan.host().routes()).containsExactly(Cidr.parse("10.200.0.7/32"), Cidr.parse("fd00:1::7/128"));
        MacAddress pod = plan.inside().mac();
        assertThat(plan.host().neighbours())
                .containsExactly(
                        new Station(IpAddress.parse("10.200.0.7"), pod),
                        new Station(IpAddress.parse("fd00:1::7"), pod));
        assertThat(plan.inside().neighbours())
                .containsExactly(
                        new Station(IpAddress.parse("169.254.1.1"), plan.host().mac()),
                        new Station(IpAddress.parse("fe80::1"), plan.host().mac()));
        assertThat(plan.inside().directRoutes()).containsExactly(Cidr.parse("169.254.1.1/32"));
        assertThat(plan.routes()).containsExactly(route("0.0.0.0/0", "169.254.1.1"), route("::/0", "fe80::1"));
        assertThat(plan.addresses())
                .extracting(PodAddress::gateway)
                .containsExactly(IpAddress.parse("169.254.1.1"), IpAddress.parse("fe80::1"));
    }

    @Test
    void theReferencePtpHasItsSubnetBehindTheGateway() {
        PodPlan plan = plan(new Shape.Routed(true), List.of(new PodRoute(Cidr.parse("0.0.0.0/0"), null)), IPV4);
        assertThat(plan.host().addresses()).containsExactly(InterfaceAddress.parse("10.200.0.1/32"));
        assertThat(plan.host().routes()).containsExactly(Cidr.parse("10.200.0.7/32"));
        assertThat(plan.inside().addresses()).containsExactly(InterfaceAddress.parse("10.200.0.7/24"));
        assertThat(plan.inside().connectedRoutes()).isFalse();
        assertThat(plan.inside().directRoutes()).containsExactly(Cidr.parse("10.200.0.1/32"));
        assertThat(plan.inside().routes())
                .containsExactly(
                        new Inside.Via(route("10.200.0.0/24", "10.200.0.1"), false, IpAddress.parse("10.200.0.7")),
                        new Inside.Via(DEFAULT_IPV4, false, null));
        assertThat(plan.routes()).containsExactly(DEFAULT_IPV4);
    }

    @Test
    void theReferenceBridgeHasNoGatewayUnlessAskedFor() {
        PodPlan none = plan(bridge(false, false), new PodAddress(IPV4.address(), null));
        assertThat(none.bridge()).isNotNull();
        assertThat(none.bridge().addresses()).isEmpty();
        assertThat(none.routes()).isEmpty();
        PodPlan gateway = plan(bridge(true, false), new PodAddress(IPV4.address(), null));
        assertThat(gateway.bridge()).isNotNull();
        assertThat(gateway.bridge().addresses()).containsExactly(InterfaceAddress.parse("10.200.0.1/24"));
        assertThat(gateway.routes()).isEmpty();
        PodPlan defaultGateway = plan(bridge(false, true), new PodAddress(IPV4.address(), null));
        assertThat(defaultGateway.routes()).containsExactly(DEFAULT_IPV4);
    }

    @Test
    void aDefaultRouteThatIsAskedForIsTheOnlyOne() {
        PodRoute own = route("0.0.0.0/0", "10.200.0.254");
        PodPlan plan = plan(Shape.of(AttachMode.LAYER2), List.of(own), IPV4, IPV6);
        assertThat(plan.routes()).containsExactly(own, DEFAULT_IPV6);
    }

    @Test
    void aForeignGatewayOfAHostPrefixIsReachedByTheLink() {
        PodRoute own = route("192.0.2.0/24", "10.200.0.254");
        PodPlan plan = plan(Shape.of(AttachMode.BRIDGE), List.of(own), IPV4);
        assertThat(plan.inside().routes())
                .containsExactly(new Inside.Via(own, true, null), new Inside.Via(DEFAULT_IPV4, false, null));
    }

    @Test
    void twoAddressesOfAFamilyHaveTheirGatewaysAndOneDefaultRoute() {
        PodPlan plan = plan(Shape.of(AttachMode.BRIDGE), IPV4, address("10.201.0.7/24", "10.201.0.1"));
        assertThat(plan.inside().directRoutes())
                .containsExactly(Cidr.parse("10.200.0.1/32"), Cidr.parse("10.201.0.1/32"));
        assertThat(plan.routes()).containsExactly(DEFAULT_IPV4);
    }

    @Test
    void ipv6IsLeftAloneWhereThePodHasNone() {
        assertThat(plan(Shape.of(AttachMode.BRIDGE), IPV4).inside().settings())
                .containsOnlyKeys("net/ipv6/conf/eth0/accept_ra");
        assertThat(plan(Shape.of(AttachMode.BRIDGE), IPV6).inside().settings())
                .containsEntry("net/ipv6/conf/eth0/accept_dad", "0")
                .containsEntry("net/ipv6/conf/eth0/accept_ra", "0")
                .containsEntry("net/ipv6/conf/eth0/keep_addr_on_down", "1");
    }

    @Test
    void aMacThatIsAskedForIsTaken() {
        MacAddress mac = MacAddress.parse("02:00:00:00:00:07");
        PodPlan plan = PodPlan.of(
                "node-1", new AttachRequest(ID, Shape.of(AttachMode.ROUTED), List.of(IPV4), List.of(), 1400, mac));
        assertThat(plan.inside().mac()).isEqualTo(mac);
        assertThat(plan.host().neighbours()).containsExactly(new Station(IpAddress.parse("10.200.0.7"), mac));
        assertThat(plan.inside().mtu()).isEqualTo(1400);
        assertThat(plan.host().mtu()).isEqualTo(1400);
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> plan(Shape.of(AttachMode.BRIDGE), IPV4, IPV4)).hasMessageContaining("twice");
        assertThatThrownBy(
                        () -> plan(Shape.of(AttachMode.BRIDGE), List.of(new PodRoute(Cidr.parse("::/0"), null)), IPV4))
                .hasMessageContaining("no IPv6 address");
        assertThatThrownBy(() -> plan(bridge(true, true), address("10.200.0.7/32", null)))
                .hasMessageContaining("no gateway");
        assertThatThrownBy(() ->
                        new AttachRequest(ID, Shape.of(AttachMode.BRIDGE), List.of(IPV4, IPV6), List.of(), 1279, null))
                .hasMessageContaining("expected 1280 to 65535");
        assertThatThrownBy(() -> new AttachRequest(
                        ID, Shape.of(AttachMode.BRIDGE), List.of(IPV4), List.of(), 0, MacAddress.BROADCAST))
                .hasMessageContaining("unicast");
        assertThatThrownBy(() -> Shape.Bridged.reference("br0", true, true, false, true, true, false, false, false))
                .hasMessageContaining("hairpin");
        assertThatThrownBy(() -> address("10.200.0.1/24", "10.200.0.1")).hasMessageContaining("gateway");
        assertThatThrownBy(() -> address("10.200.0.7/24", "fe80::1")).hasMessageContaining("other family");
    }

    @Test
    void bothFamiliesHaveAGatewayOfTheLink() {
        assertThat(PodPlan.linkGateway(IpFamily.IPV4)).isEqualTo(IpAddress.parse("169.254.1.1"));
        assertThat(PodPlan.linkGateway(IpFamily.IPV6)).isEqualTo(IpAddress.parse("fe80::1"));
    }

    private static Shape bridge(boolean isGateway, boolean isDefaultGateway) {
        return Shape.Bridged.reference("cni0", isGateway, isDefaultGateway, false, false, false, false, false, false);
    }

    private static PodPlan plan(Shape shape, PodAddress... addresses) {
        return plan(shape, List.of(), addresses);
    }

    private static PodPlan plan(Shape shape, List<PodRoute> routes, PodAddress... addresses) {
        return PodPlan.of("node-1", new AttachRequest(ID, shape, List.of(addresses), routes, 0, null));
    }

    private static PodAddress address(String address, @org.jspecify.annotations.Nullable String gateway) {
        return new PodAddress(InterfaceAddress.parse(address), gateway == null ? null : IpAddress.parse(gateway));
    }

    private static PodRoute route(String destination, String gateway) {
        return new PodRoute(Cidr.parse(destination), IpAddress.parse(gateway));
    }
}
