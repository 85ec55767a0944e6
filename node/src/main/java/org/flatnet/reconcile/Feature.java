package org.flatnet.reconcile;

import java.util.Set;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;

/**
 * A part of the node's network. Pure: the same picture, node and key give the same objects; no input, output, clock or log.
 *
 * @param <K> values whose texts differ where they do
 */
public interface Feature<K> {
    /** A word that no other feature has. */
    String name();

    /** The keys that are there whatever the cluster holds. They are planned again whenever the node itself changes. */
    Set<K> constants(Self self);

    /** The keys that a change of the cluster may touch. A change from nothing touches all. */
    Set<K> dirty(ClusterChange change, Self self);

    /** What the kernel should hold for one key. */
    Desired plan(Cluster cluster, Self self, K key);
}
