package org.flatnet.cluster;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One picture that follows another.
 *
 * @param before the picture until now
 * @param after the picture from now on
 * @param nodes the names of the nodes that were added, removed or changed
 * @param services the names of the Services that were added, removed or changed themselves, or by their endpoints
 */
public record ClusterChange(Cluster before, Cluster after, Set<String> nodes, Set<NamespacedName> services) {

    public ClusterChange {
        nodes = Set.copyOf(nodes);
        services = Set.copyOf(services);
    }

    /** What lies between two pictures. Walks both; objects that they share cost next to nothing. */
    public static ClusterChange between(Cluster before, Cluster after) {
        Set<String> nodes = new TreeSet<>();
        eachChanged(before.nodes(), after.nodes(), ClusterNode::name, node -> nodes.add(node.name()));
        Set<NamespacedName> services = new TreeSet<>();
        eachChanged(before.services(), after.services(), Service::name, service -> services.add(service.name()));
        eachChanged(
                before.endpointSlices(),
                after.endpointSlices(),
                EndpointSlice::name,
                slice -> services.add(slice.service()));
        return new ClusterChange(before, after, nodes, services);
    }

    /** Whether the pictures are equal. */
    public boolean isEmpty() {
        return nodes.isEmpty() && services.isEmpty();
    }

    /** Calls it with each object that only one of two tables has, and with both where they differ under one key. */
    @SuppressWarnings("ReferenceEquality") // what did not change is the same object
    private static <K extends Comparable<K>, T> void eachChanged(
            Map<K, T> before, Map<K, T> after, Function<T, K> key, Consumer<T> changed) {
        if (before == after) {
            return;
        }
        Iterator<T> olds = before.values().iterator();
        Iterator<T> news = after.values().iterator();
        T old = next(olds);
        T now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : key.apply(old).compareTo(key.apply(now));
            // nearly all objects are the same ones, which to compare field by field would take milliseconds
            boolean same = order == 0 && old != null && (old == now || old.equals(now));
            if (order <= 0 && old != null) {
                if (!same) {
                    changed.accept(old);
                }
                old = next(olds);
            }
            if (order >= 0 && now != null) {
                if (!same) {
                    changed.accept(now);
                }
                now = next(news);
            }
        }
    }

    private static <T> @Nullable T next(Iterator<T> objects) {
        return objects.hasNext() ? objects.next() : null;
    }
}
