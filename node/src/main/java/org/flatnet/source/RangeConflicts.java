package org.flatnet.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * Pod ranges of several nodes that overlap. Packets for one node's pods could reach the other, so only one of them keeps
 * its range: the node whose name comes first, which is the same one for every agent. The other node stays, without it.
 *
 * @param picture the cluster in which no ranges overlap
 * @param conflicts who lost which range to whom, in the losers' order
 */
record RangeConflicts(Cluster picture, List<Conflict> conflicts) {

    /** A range that does not hold. */
    record Conflict(ClusterNode loser, Cidr range, String winner, Cidr winnersRange) {}

    private record Holder(String node, Cidr range) {}

    /** Finds and settles all overlaps; O(n log n). */
    static RangeConflicts settle(Cluster cluster) {
        List<Conflict> conflicts = new ArrayList<>();
        List<ClusterNode> changed = new ArrayList<>();
        NavigableMap<Cidr, Holder> held = new TreeMap<>();
        for (ClusterNode node : cluster.nodes().values()) {
            List<Cidr> kept = new ArrayList<>(node.podCidrs().size());
            for (Cidr range : node.podCidrs()) {
                Holder holder = overlapping(held, range);
                if (holder == null) {
                    kept.add(range);
                } else {
                    conflicts.add(new Conflict(node, range, holder.node, holder.range));
                }
            }
            kept.forEach(range -> held.put(range, new Holder(node.name(), range)));
            if (kept.size() < node.podCidrs().size()) {
                changed.add(new ClusterNode(node.name(), node.uid(), node.addresses(), kept, node.annotations()));
            }
        }
        return new RangeConflicts(cluster.with(changed, List.of()), conflicts);
    }

    /** Of ranges that are apart from each other only the neighbours in order can overlap another. */
    private static @Nullable Holder overlapping(NavigableMap<Cidr, Holder> held, Cidr range) {
        Map.Entry<Cidr, Holder> before = held.floorEntry(range);
        if (before != null && before.getKey().overlaps(range)) {
            return before.getValue();
        }
        Map.Entry<Cidr, Holder> after = held.higherEntry(range);
        return after != null && after.getKey().overlaps(range) ? after.getValue() : null;
    }
}
