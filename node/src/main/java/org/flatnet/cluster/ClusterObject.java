package org.flatnet.cluster;

/**
 * An object of the cluster, reduced to what Flatnet uses of it. Equal values mean that nothing which matters differs, so
 * that a source can tell a real change from a heartbeat.
 */
public sealed interface ClusterObject permits ClusterNode, Service, EndpointSlice {

    /** What it is known by in the cluster. */
    ObjectKey key();
}
