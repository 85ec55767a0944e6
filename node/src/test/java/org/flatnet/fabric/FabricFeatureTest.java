package org.flatnet.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.FabricMode;
import org.flatnet.reconcile.AddressObject;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.ForwardingObject;
import org.flatnet.reconcile.LinkObject;
import org.flatnet.reconcile.NeighbourObject;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.RouteObject;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.SysctlObject;
import org.flatnet.reconcile.Uplink;
import org.junit.jupiter.api.Test;

class FabricFeatureTest {
    private static final FabricFeature FABRIC = new FabricFeature();
    private static final ClusterNode SELF =
            node("worker-0", List.of("10.0.1.20", "fd00:1::20"), "10.200.0.0/24", "fd00:200::/64");
    private static final ClusterNode NEAR = node("near", List.of("10.0.1.21"), "10.200.1.0/24");
    private static final ClusterNode FAR =
            node("far", List.of("10.0.2.22", "fd00:2::22"), "10.200.2.0/24", "fd00:202::/64");
    private static final MacAddress FAR_MAC = MacAddress.parse("02:01:0a:c8:02:00");
    private static final Cluster CLUSTER = Cluster.of(List.of(SELF, NEAR, FAR));

    private static ClusterNode node(String name, List<String> addresses, String... ranges) {
        return new ClusterNode(
                name,
                "",
                addresses.stream().map(IpAddress::parse).toList(),
                List.of(ranges).stream().map(Cidr::parse).toList(),
                Map.of());
    }

    private static Self self(NodeSettings settings) {
        Uplink eth0 = new Uplink(
                "eth0",
                9001,
                List.of(InterfaceAddress.parse("10.0.1.20/24"), InterfaceAddress.parse("fd00:1::20/64")),
                1);
        Uplink eth1 = new Uplink("eth1", 1500, List.of(InterfaceAddress.parse("172.17.0.1/16")), 0);
        return new Self("worker-0", settings, List.of(eth1, eth0), Set.of());
    }

    private static Desired plan(FabricMode mode, String key) {
        return FABRIC.plan(CLUSTER, self(NodeSettings.of(mode)), key);
    }

    @Test
    void aNeighbourIsRoutedToAsItIs() {
        RouteObject route =
                new RouteObject(Cidr.parse("10.200.1.0/24"), "eth0", IpAddress.parse("10.0.1.21"), false, null, 0);
        assertThat(plan(FabricMode.NATIVE, "near")).isEqualTo(Desired.of(List.of(route)));
        assertThat(plan(FabricMode.CROSS_SUBNET, "near")).isEqualTo(Desired.of(List.of(route)));
    }

    @Test
    void aPeerOfAnotherSubnetIsAProblemWithItsCure() {
        Desired desired = plan(FabricMode.NATIVE, "far");
        assertThat(desired.objects()).isEmpty();
        assertThat(desired.problems())
                .containsExactly(
                        "node far (10.0.2.22) is not in a subnet of this node: choose mode vxlan, cross-subnet or cloud",
                        "node far (fd00:2::22) is not in a subnet of this node: choose mode vxlan, cross-subnet or cloud");
    }

    @Test
    void onlyWhereConfiguredIsAPeerTakenForANeighbour() {
        NodeSettings settings = NodeSettings.of(FabricMode.NATIVE).withOnlink(true);
        assertThat(FABRIC.plan(CLUSTER, self(settings), "far").objects())
                .contains(new RouteObject(
                        Cidr.parse("fd00:202::/64"), "eth0", IpAddress.parse("fd00:2::22"), true, null, 0));
    }

    @Test
    void theCloudKnowsTheWay() {
        assertThat(plan(FabricMode.CLOUD, "far")).isEqualTo(Desired.NOTHING);
    }

    @Test
    void theOverlayIsLaidAsFlannelLaysIt() {
        IpAddress first = IpAddress.parse("10.200.2.0");
        IpAddress first6 = IpAddress.parse("fd00:202::");
        Desired expected = Desired.of(List.of(
                new NeighbourObject("flatnet-vxlan", first, FAR_MAC),
                new ForwardingObject("flatnet-vxlan", FAR_MAC, IpAddress.parse("10.0.2.22")),
                new RouteObject(Cidr.parse("10.200.2.0/24"), "flatnet-vxlan", first, true, null, 0),
                new NeighbourObject("flatnet-vxlan", first6, FAR_MAC),
                new RouteObject(Cidr.parse("fd00:202::/64"), "flatnet-vxlan", first6, true, null, 0)));
        assertThat(plan(FabricMode.VXLAN, "far")).isEqualTo(expected);
        assertThat(plan(FabricMode.CROSS_SUBNET, "far")).isEqualTo(expected);
    }

    @Test
    void theOwnDeviceFollowsTheLinkThatCarriesTheTraffic() {
        Desired own = plan(FabricMode.VXLAN, "worker-0");
        assertThat(own.objects())
                .contains(
                        LinkObject.of(
                                "flatnet-vxlan",
                                1,
                                8472,
                                IpAddress.parse("10.0.1.20"),
                                MacAddress.parse("02:01:0a:c8:00:00"),
                                9001 - 50,
                                "flatnet vxlan"),
                        new AddressObject("flatnet-vxlan", InterfaceAddress.parse("10.200.0.0/32")),
                        new AddressObject("flatnet-vxlan", InterfaceAddress.parse("fd00:200::/128")));
        assertThat(own.problems()).isEmpty();
        assertThat(self(NodeSettings.of(FabricMode.VXLAN)).podMtu(CLUSTER)).isEqualTo(8951);
        assertThat(self(NodeSettings.of(FabricMode.NATIVE)).podMtu(CLUSTER)).isEqualTo(9001);
        assertThat(self(NodeSettings.of(FabricMode.VXLAN).withMtu(1300)).overlayMtu(CLUSTER))
                .isEqualTo(1300);
    }

    @Test
    void theOperatorSaysWhichAddressAndLinkCarryTheTraffic() {
        NodeSettings settings = NodeSettings.of(FabricMode.VXLAN);
        Self byLink = self(settings.withTraffic(new NodeSettings.Traffic(List.of(), "eth1")));
        assertThat(byLink.podMtu(CLUSTER)).isEqualTo(1450);
        Self byAddress =
                self(settings.withTraffic(new NodeSettings.Traffic(List.of(IpAddress.parse("172.17.0.1")), null)));
        assertThat(byAddress.overlayAddress(CLUSTER)).isEqualTo(IpAddress.parse("172.17.0.1"));
        assertThat(byAddress.overlayMtu(CLUSTER)).isEqualTo(1450);
        Self byNothing = self(settings.withTraffic(new NodeSettings.Traffic(List.of(), "eth7")));
        assertThat(byNothing.podMtu(CLUSTER)).isEqualTo(1450);
    }

    @Test
    void theOverlayOverIpv6HasALargerHeader() {
        Cluster cluster = Cluster.of(List.of(node("worker-0", List.of("fd00:1::20"), "fd00:200::/64")));
        Self self = self(NodeSettings.of(FabricMode.VXLAN));
        assertThat(self.overlayMtu(cluster)).isEqualTo(9001 - 70);
        assertThat(self.podMtu(cluster)).isEqualTo(9001 - 70);
    }

    @Test
    void aNodeForwardsAndKeepsItsAdvertisedRoutes() {
        assertThat(plan(FabricMode.CLOUD, FabricFeature.FORWARDING).objects())
                .containsExactly(
                        new SysctlObject("net/ipv6/conf/eth0/accept_ra", "2"),
                        new SysctlObject("net/ipv4/ip_forward", "1"),
                        new SysctlObject("net/ipv6/conf/all/forwarding", "1"),
                        new SysctlObject("net/ipv4/conf/all/send_redirects", "0"));
    }

    @Test
    void withoutItsNodeObjectTheDeviceWaits() {
        Desired own = FABRIC.plan(Cluster.EMPTY, self(NodeSettings.of(FabricMode.VXLAN)), "worker-0");
        assertThat(own.problems()).singleElement().asString().contains("has no Node object yet");
        assertThat(own.objects()).noneMatch(LinkObject.class::isInstance);
    }

    @Test
    void aRangeOverThisNodesOwnIsRefused() {
        Cluster cluster = CLUSTER.with(node("thief", List.of("10.0.1.66"), "10.200.0.0/16"));
        Desired thief = FABRIC.plan(cluster, self(NodeSettings.of(FabricMode.NATIVE)), "thief");
        assertThat(thief.objects()).isEmpty();
        assertThat(thief.problems())
                .containsExactly("the pod range 10.200.0.0/16 of node thief overlaps this node's own, 10.200.0.0/24:"
                        + " give one of them another");
    }

    @Test
    void aNarrowerMtuOfTheOperatorsStandsInTheRoutes() {
        Desired near =
                FABRIC.plan(CLUSTER, self(NodeSettings.of(FabricMode.NATIVE).withMtu(1400)), "near");
        assertThat(near.objects())
                .containsExactly(new RouteObject(
                        Cidr.parse("10.200.1.0/24"), "eth0", IpAddress.parse("10.0.1.21"), false, null, 1400));
    }

    @Test
    void onlyAChangeOfThisNodeTouchesTheOthers() {
        Self self = self(NodeSettings.of(FabricMode.VXLAN));
        Cluster moved = CLUSTER.with(node("near", List.of("10.0.1.23"), "10.200.1.0/24"));
        assertThat(FABRIC.dirty(ClusterChange.between(CLUSTER, moved), self)).containsExactly("near");
        Cluster own = CLUSTER.with(node("worker-0", List.of("10.0.1.99"), "10.200.0.0/24"));
        assertThat(FABRIC.dirty(ClusterChange.between(CLUSTER, own), self))
                .containsExactlyInAnyOrder("worker-0", "near", "far");
        assertThat(FABRIC.plan(Cluster.EMPTY, self, "near")).isEqualTo(Desired.NOTHING);
    }
}
