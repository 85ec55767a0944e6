package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;

/** Overlaps by order, against comparing each range with each. */
class RangeConflictsTest {

    @Provide
    Arbitrary<ClusterNode> node() {
        Arbitrary<Cidr> ipv4 = Combinators.combine(
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(24, 32))
                .as((host, length) -> Cidr.around(IpAddress.ofIpv4(0x0ac80000 | host), length));
        Arbitrary<Cidr> ipv6 = Combinators.combine(
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.integers().between(60, 64))
                .as((host, length) ->
                        Cidr.around(IpAddress.parse("fd00:0:0:" + Integer.toHexString(host) + "::"), length));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20),
                        ipv4.list().ofMaxSize(1),
                        ipv6.list().ofMaxSize(1))
                .as((name, first, second) -> {
                    List<Cidr> ranges = new ArrayList<>(first);
                    ranges.addAll(second);
                    return new ClusterNode("node-" + name, "", List.of(), ranges, Map.of());
                });
    }

    @Property
    void keepsEachRangeThatOverlapsNoneKeptBefore(
            @ForAll @Size(min = 1, max = 6) List<@Size(max = 4) List<@From("node") ClusterNode>> steps) {
        RangeConflicts settled = new RangeConflicts();
        Cluster cluster = Cluster.EMPTY;
        for (List<ClusterNode> step : steps) {
            // a node without ranges goes
            Cluster next = cluster.with(
                    step.stream().filter(node -> !node.podCidrs().isEmpty()).toList(),
                    step.stream()
                            .filter(node -> node.podCidrs().isEmpty())
                            .map(ClusterNode::key)
                            .toList());
            settled.settle(next, ClusterChange.between(cluster, next).nodes());
            cluster = next;
            check(cluster, settled);
        }
    }

    private static void check(Cluster cluster, RangeConflicts settled) {
        Map<Cidr, String> kept = new LinkedHashMap<>();
        int lost = 0;
        for (ClusterNode node : cluster.nodes().values()) {
            List<Cidr> own = node.podCidrs().stream()
                    .filter(range -> kept.keySet().stream().noneMatch(range::overlaps))
                    .toList();
            own.forEach(range -> kept.put(range, node.name()));
            lost += node.podCidrs().size() - own.size();
            ClusterNode left = settled.picture().node(node.name());
            assertThat(left).isEqualTo(new ClusterNode(node.name(), "", List.of(), own, Map.of()));
        }
        assertThat(settled.conflicts()).hasSize(lost).allSatisfy(conflict -> {
            assertThat(kept).containsEntry(conflict.winnersRange(), conflict.winner());
            assertThat(conflict.winnersRange().overlaps(conflict.range())).isTrue();
            assertThat(conflict.loser().podCidrs()).contains(conflict.range());
        });
        assertThat(settled.picture().nodes()).hasSameSizeAs(cluster.nodes());
    }
}
