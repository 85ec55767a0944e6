package org.flatnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.junit.jupiter.api.Test;

/** The picture against plain tree maps. */
class ClusterTest {

    record Edit(List<ClusterNode> put, List<String> removed) {}

    @Provide
    Arbitrary<Edit> edit() {
        Arbitrary<String> names = Arbitraries.integers().between(0, 12).map(i -> "node-" + i);
        Arbitrary<ClusterNode> nodes = Combinators.combine(
                        names, Arbitraries.integers().between(0, 2))
                .as((name, uid) -> node(name, "uid-" + uid));
        return Combinators.combine(nodes.list().ofMaxSize(4), names.list().ofMaxSize(3))
                .as(Edit::new);
    }

    @Property
    void agreesWithTreeMaps(@ForAll @Size(max = 8) List<@net.jqwik.api.From("edit") Edit> edits) {
        Map<String, ClusterNode> oracle = new TreeMap<>();
        Cluster cluster = Cluster.EMPTY;
        for (Edit edit : edits) {
            Map<String, ClusterNode> oracleBefore = new TreeMap<>(oracle);
            Cluster before = cluster;
            edit.removed.forEach(oracle::remove);
            edit.put.forEach(node -> oracle.put(node.name(), node));
            cluster = cluster.with(
                    edit.put, edit.removed.stream().map(ObjectKey::node).toList());

            assertThat(new ArrayList<>(cluster.nodes().entrySet())).isEqualTo(new ArrayList<>(oracle.entrySet()));
            assertThat(new ArrayList<>(cluster.nodes().values())).isEqualTo(new ArrayList<>(oracle.values()));
            assertThat(before.nodes()).isEqualTo(oracleBefore);
            assertThat(cluster).isEqualTo(Cluster.of(oracle.values()));
            for (int i = 0; i <= 13; i++) {
                assertThat(cluster.node("node-" + i)).isEqualTo(oracle.get("node-" + i));
            }
            assertThat(ClusterChange.between(before, cluster).nodes()).isEqualTo(differences(oracleBefore, oracle));
        }
    }

    private static Set<String> differences(Map<String, ClusterNode> before, Map<String, ClusterNode> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }

    @Test
    void sharesTheObjectsThatStay() {
        ClusterNode kept = node("kept", "1");
        Cluster cluster = Cluster.EMPTY.with(kept).with(node("other", "2")).without(ObjectKey.node("other"));
        assertThat(cluster.node("kept")).isSameAs(kept);
    }

    @Test
    void cannotBeChangedThroughItsMap() {
        Map<String, ClusterNode> nodes = Cluster.EMPTY.with(node("a", "")).nodes();
        assertThatThrownBy(() -> nodes.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> nodes.put("b", node("b", ""))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> nodes.values().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void findsANodesAddressAndRangeByFamily() {
        ClusterNode node = new ClusterNode(
                "worker-0",
                "",
                List.of(IpAddress.parse("10.0.1.20"), IpAddress.parse("fd00::20"), IpAddress.parse("10.9.9.9")),
                List.of(Cidr.parse("fd00:1::/64")),
                Map.of());
        assertThat(node.address(IpFamily.IPV4)).hasToString("10.0.1.20");
        assertThat(node.address(IpFamily.IPV6)).hasToString("fd00::20");
        assertThat(node.podCidr(IpFamily.IPV4)).isNull();
        assertThat(node.podCidr(IpFamily.IPV6)).hasToString("fd00:1::/64");
    }

    @Test
    void refusesNodesThatCannotBe() {
        assertThatThrownBy(() -> node("Worker", "")).hasMessageContaining("is not a node's name");
        assertThatThrownBy(() -> node("a.".repeat(200) + "a", "")).hasMessageContaining("at most 253");
        assertThatThrownBy(() -> node("-a", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node("a..b", "")).isInstanceOf(IllegalArgumentException.class);
        for (String address : List.of("0.0.0.0", "127.0.0.1", "::1", "224.0.0.1", "ff02::1")) {
            assertThatThrownBy(() -> ClusterNode.checkAddress(IpAddress.parse(address)))
                    .hasMessageContaining("cannot be a node's address");
        }
        for (String range : List.of("0.0.0.0/0", "::/0", "127.0.0.0/24", "ff00::/8", "0.0.0.0/8")) {
            assertThatThrownBy(() -> ClusterNode.checkPodCidr(Cidr.parse(range)))
                    .hasMessageContaining("cannot be a range of pods");
        }
        assertThatThrownBy(() -> ClusterNode.checkOneRangePerFamily(
                        List.of(Cidr.parse("10.0.0.0/24"), Cidr.parse("fd00::/64"), Cidr.parse("10.0.1.0/24"))))
                .hasMessageContaining("10.0.0.0/24 and 10.0.1.0/24 are both IPv4");
    }

    private static ClusterNode node(String name, String uid) {
        return new ClusterNode(name, uid, List.of(), List.of(), Map.of());
    }
}
