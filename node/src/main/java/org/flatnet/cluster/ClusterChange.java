package org.flatnet.cluster;

import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One picture that follows another.
 *
 * @param before the picture until now
 * @param after the picture from now on
 * @param nodes the names of the nodes that were added, removed or changed
 */
public record ClusterChange(Cluster before, Cluster after, Set<String> nodes) {

    public ClusterChange {
        nodes = Set.copyOf(nodes);
    }

    /** What lies between two pictures. Walks both; objects that they share cost next to nothing. */
    public static ClusterChange between(Cluster before, Cluster after) {
        return new ClusterChange(before, after, changedNodes(before, after));
    }

    /** Whether the pictures are equal. */
    public boolean isEmpty() {
        return nodes.isEmpty();
    }

    private static Set<String> changedNodes(Cluster before, Cluster after) {
        Set<String> changed = new TreeSet<>();
        Iterator<ClusterNode> olds = before.nodes().values().iterator();
        Iterator<ClusterNode> news = after.nodes().values().iterator();
        ClusterNode old = next(olds);
        ClusterNode now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : old.name().compareTo(now.name());
            if (order < 0 && old != null) {
                changed.add(old.name());
            } else if (now != null && (order > 0 || !now.equals(old))) {
                changed.add(now.name());
            }
            old = order <= 0 ? next(olds) : old;
            now = order >= 0 ? next(news) : now;
        }
        return changed;
    }

    private static @Nullable ClusterNode next(Iterator<ClusterNode> nodes) {
        return nodes.hasNext() ? nodes.next() : null;
    }
}
