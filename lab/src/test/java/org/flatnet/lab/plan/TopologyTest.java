package org.flatnet.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan of a lab: the reference addresses, and that no two parts of any lab ever meet. */
class TopologyTest {
    private static final LabSpec REFERENCE = LabSpec.named("lab");

    @Test
    void theReferenceClusterHasItsAddresses() {
        Topology topology = Topology.of(REFERENCE);
        assertThat(topology.nodes()).extracting(NodePlan::name).containsExactly("worker-0", "worker-1");
        assertThat(topology.nodes())
                .extracting(node -> node.addresses().toString())
                .containsExactly("[10.0.1.20/24]", "[10.0.1.21/24]");
        assertThat(topology.nodes())
                .extracting(node -> node.podCidrs().toString())
                .containsExactly("[10.200.0.0/24]", "[10.200.1.0/24]");
        assertThat(topology.outside().addresses()).containsExactly(InterfaceAddress.parse("203.0.113.10/24"));
        assertThat(topology.namespaces()).containsExactly("lab-vpc", "lab-outside", "lab-worker-0", "lab-worker-1");
        assertThat(topology.podNames(topology.nodes().get(1))).containsExactly("pod-1-0", "pod-1-1");
    }

    @Test
    void ipv6ReadsLikeIpv4() {
        Topology topology = Topology.of(REFERENCE.withNodes(3).withSubnets(2).withFamilies(Families.DUAL));
        assertThat(topology.nodes())
                .extracting(node -> node.addresses().toString())
                .containsExactly(
                        "[10.0.1.20/24, fd00:10:0:1::20/64]",
                        "[10.0.2.21/24, fd00:10:0:2::21/64]",
                        "[10.0.1.22/24, fd00:10:0:1::22/64]");
        assertThat(topology.nodes().get(2).podCidrs())
                .containsExactly(Cidr.parse("10.200.2.0/24"), Cidr.parse("fd00:10:200:2::/64"));
    }

    @ParameterizedTest
    @CsvSource({
        "native, 1, NOWHERE, 0",
        "native, 2, NOWHERE, 4",
        "cloud, 1, NOWHERE, 4",
        "vxlan, 2, NODES, 0",
        "cross-subnet, 2, ROUTER, 0"
    })
    void theModeSaysWhereAddressesAreCheckedAndWhatTheRouterKnows(
            String mode, int subnets, LabSpec.CheckPlace place, int routes) {
        Topology topology = Topology.of(
                REFERENCE.withNodes(4).withMode(FabricMode.parse(mode)).withSubnets(subnets));
        assertThat(topology.spec().checkPlace()).isEqualTo(place);
        assertThat(topology.routerRoutes()).hasSize(routes);
        assertThat(topology.sourceChecks())
                .hasSize(
                        switch (place) {
                            case NOWHERE -> 0;
                            case NODES -> 4;
                            case ROUTER -> subnets;
                        });
    }

    @Test
    void theCheckCanBeForcedEitherWay() {
        assertThat(Topology.of(REFERENCE.withSourceDestCheck(true)).sourceChecks())
                .extracting(SourceCheck::port)
                .containsExactly("worker-0", "worker-1");
        assertThat(Topology.of(REFERENCE.withMode(FabricMode.VXLAN).withSourceDestCheck(false))
                        .sourceChecks())
                .isEmpty();
    }

    @Property(tries = 200)
    void noTwoPartsOfALabMeet(@ForAll("specs") LabSpec spec) {
        Topology topology = Topology.of(spec);
        List<IpAddress> hosts = new ArrayList<>(topology.routerAddresses());
        topology.nodes().forEach(node -> hosts.addAll(node.ownAddresses()));
        topology.outside().addresses().forEach(address -> hosts.add(address.address()));
        assertThat(hosts).doesNotHaveDuplicates();

        List<Cidr> networks = new ArrayList<>();
        topology.subnets().forEach(subnet -> networks.addAll(subnet.cidrs()));
        topology.nodes().forEach(node -> networks.addAll(node.podCidrs()));
        topology.outside().addresses().forEach(address -> networks.add(address.cidr()));
        for (int i = 0; i < networks.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(networks.get(i).overlaps(networks.get(j)))
                        .as("%s and %s", networks.get(i), networks.get(j))
                        .isFalse();
            }
        }

        assertThat(topology.namespaces()).doesNotHaveDuplicates().allMatch(name -> name.startsWith(spec.name() + "-"));
        assertThat(topology.nodes())
                .extracting(NodePlan::mac)
                .doesNotHaveDuplicates()
                .noneMatch(MacAddress::isMulticast);
        assertThat(topology.nodes()).extracting(NodePlan::uid).doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void everyNodeIsInItsSubnetAndTheClusterHoldsItsRanges(@ForAll("specs") LabSpec spec) {
        Topology topology = Topology.of(spec);
        for (NodePlan node : topology.nodes()) {
            assertThat(node.addresses())
                    .hasSameSizeAs(spec.families().list())
                    .allMatch(address -> node.subnet().cidrs().contains(address.cidr()));
            assertThat(node.podCidrs())
                    .hasSameSizeAs(spec.families().list())
                    .allMatch(range -> topology.clusterCidrs().stream().anyMatch(cluster -> cluster.contains(range)));
            assertThat(node.name().length()).as("a link's name").isLessThanOrEqualTo(15);
        }
        assertThat(topology.nodes().stream().map(NodePlan::subnet).distinct()).hasSize(spec.subnets());
    }

    @Provide
    Arbitrary<LabSpec> specs() {
        Arbitrary<int[]> sizes = Arbitraries.integers()
                .between(1, 200)
                .flatMap(nodes -> Arbitraries.integers().between(1, nodes).map(subnets -> new int[] {nodes, subnets}));
        return Combinators.combine(
                        sizes,
                        Arbitraries.of(FabricMode.class),
                        Arbitraries.of(AttachMode.class),
                        Arbitraries.of(Families.class),
                        Arbitraries.of(true, false).injectNull(0.5))
                .as((size, mode, attach, families, check) -> REFERENCE
                        .withNodes(size[0])
                        .withSubnets(size[1])
                        .withMode(mode)
                        .withAttach(attach)
                        .withFamilies(families)
                        .withSourceDestCheck(check));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithWhatWould() {
        assertThatThrownBy(() -> REFERENCE.withNodes(0)).hasMessage("nodes 0: expected 1 to 200");
        assertThatThrownBy(() -> REFERENCE.withSubnets(3)).hasMessage("subnets 3: expected 1 to 2");
        assertThatThrownBy(() -> REFERENCE.withMtu(100))
                .hasMessage("mtu 100: expected 576 to 65535 for mode native and family ipv4");
        assertThatThrownBy(() -> REFERENCE
                        .withFamilies(Families.DUAL)
                        .withMode(FabricMode.VXLAN)
                        .withMtu(1300))
                .hasMessage("mtu 1300: expected 1330 to 65535 for mode vxlan and family dual");
        assertThatThrownBy(() -> LabSpec.named("../x")).hasMessageContaining("lower-case letters");
        assertThatThrownBy(() -> Families.parse("ipx"))
                .hasMessage("\"ipx\" is not a family: expected ipv4, ipv6 or dual");
    }
}
