package org.flatnet.source;

import java.util.ArrayList;
import java.util.Collection;
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
 * Not for use by several threads.
 */
final class RangeConflicts {
    /** The ranges that hold, with the names of their nodes; they are apart from each other. */
    private final NavigableMap<Cidr, String> held = new TreeMap<>();

    private final List<Conflict> conflicts = new ArrayList<>();
    private Cluster said = Cluster.EMPTY;
    private Cluster picture = Cluster.EMPTY;

    /** A range that does not hold. */
    record Conflict(ClusterNode loser, Cidr range, String winner, Cidr winnersRange) {}

    /** The cluster in which no ranges overlap. */
    Cluster picture() {
        return picture;
    }

    /** Who lost which range to whom, in the order of the losers' names. */
    List<Conflict> conflicts() {
        return conflicts;
    }

    /**
     * Settles the overlaps of this cluster. A change that meets none costs by what changed, any other by the size of the
     * cluster.
     *
     * @param nodes the names of the nodes that differ from the last call's
     */
    void settle(Cluster cluster, Collection<String> nodes) {
        boolean apart = conflicts.isEmpty() && moved(cluster, nodes);
        said = cluster;
        picture = apart ? cluster : settleAll();
    }

    /** Lets the nodes have their new ranges; false, with only a part done, where one overlaps another. */
    private boolean moved(Cluster cluster, Collection<String> nodes) {
        for (String name : nodes) {
            ClusterNode before = said.node(name);
            if (before != null) {
                before.podCidrs().forEach(held::remove);
            }
        }
        for (String name : nodes) {
            ClusterNode now = cluster.node(name);
            for (Cidr range : now == null ? List.<Cidr>of() : now.podCidrs()) {
                if (overlapping(range) != null) {
                    return false;
                }
                held.put(range, name);
            }
        }
        return true;
    }

    private Cluster settleAll() {
        held.clear();
        conflicts.clear();
        List<ClusterNode> changed = new ArrayList<>();
        for (ClusterNode node : said.nodes().values()) {
            List<Cidr> kept = new ArrayList<>(node.podCidrs().size());
            for (Cidr range : node.podCidrs()) {
                Map.Entry<Cidr, String> holder = overlapping(range);
                if (holder == null) {
                    kept.add(range);
                } else {
                    conflicts.add(new Conflict(node, range, holder.getValue(), holder.getKey()));
                }
            }
            kept.forEach(range -> held.put(range, node.name()));
            if (kept.size() < node.podCidrs().size()) {
                changed.add(new ClusterNode(node.name(), node.uid(), node.addresses(), kept, node.annotations()));
            }
        }
        return said.with(changed, List.of());
    }

    /** Of ranges that are apart from each other only the neighbours in order can overlap another. */
    private Map.@Nullable Entry<Cidr, String> overlapping(Cidr range) {
        Map.Entry<Cidr, String> before = held.floorEntry(range);
        if (before != null && before.getKey().overlaps(range)) {
            return before;
        }
        Map.Entry<Cidr, String> after = held.higherEntry(range);
        return after != null && after.getKey().overlaps(range) ? after : null;
    }
}
