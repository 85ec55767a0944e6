package org.flatnet.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The picture of the cluster at one moment. Immutable: a change makes another picture, which shares every object that did
 * not change. To change much, use {@link #with(Collection, Collection)}: each call copies a table of references.
 */
public final class Cluster {
    /** The picture before anything is known. */
    public static final Cluster EMPTY = new Cluster(NameTable.empty(ClusterNode::name));

    private final NameTable<ClusterNode> nodes;

    private Cluster(NameTable<ClusterNode> nodes) {
        this.nodes = nodes;
    }

    /** A picture with these objects and no others; of two with one key the later. */
    public static Cluster of(Collection<? extends ClusterObject> objects) {
        return EMPTY.with(objects, List.of());
    }

    /** All nodes by name, in the names' order. Cannot be changed. */
    public Map<String, ClusterNode> nodes() {
        return nodes;
    }

    /** The node of this name, or null. */
    public @Nullable ClusterNode node(String name) {
        return nodes.get(name);
    }

    /** This picture with the object added, or in the place of the one with its key. */
    public Cluster with(ClusterObject object) {
        return with(List.of(object), List.of());
    }

    /** This picture without the object of that key; an equal picture if there is none. */
    public Cluster without(ObjectKey key) {
        return with(List.of(), List.of(key));
    }

    /** This picture after one change: some keys gone, then some objects put in. */
    public Cluster with(Collection<? extends ClusterObject> put, Collection<ObjectKey> removed) {
        List<ClusterNode> putNodes = put.stream()
                .map(object -> switch (object) {
                    case ClusterNode node -> node;
                })
                .toList();
        List<String> removedNodes = removed.stream()
                .filter(key -> key.kind() == ObjectKind.NODE)
                .map(ObjectKey::name)
                .toList();
        return new Cluster(nodes.with(putNodes, removedNodes));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Cluster cluster && nodes.equals(cluster.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return "Cluster" + nodes.values();
    }
}
