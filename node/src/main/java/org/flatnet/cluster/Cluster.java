package org.flatnet.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The picture of the cluster at one moment. Immutable: a change makes another picture, which shares every object that did
 * not change. To change much, use {@link #with(Collection, Collection)}: each call copies a table of references.
 */
public final class Cluster {
    /** The picture before anything is known. */
    public static final Cluster EMPTY =
            new Cluster(KeyTable.empty(ClusterNode::name), KeyTable.empty(Service::name), SliceTable.EMPTY);

    private final KeyTable<String, ClusterNode> nodes;
    private final KeyTable<NamespacedName, Service> services;
    private final SliceTable slices;

    private Cluster(
            KeyTable<String, ClusterNode> nodes, KeyTable<NamespacedName, Service> services, SliceTable slices) {
        this.nodes = nodes;
        this.services = services;
        this.slices = slices;
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

    /** All Services by name, in the names' order. Cannot be changed. */
    public Map<NamespacedName, Service> services() {
        return services;
    }

    /** The Service of this name, or null. */
    public @Nullable Service service(NamespacedName name) {
        return services.get(name);
    }

    /** All slices of endpoints, in the names' order. Cannot be changed. */
    public Map<NamespacedName, EndpointSlice> endpointSlices() {
        return slices.all();
    }

    /** The slices of this Service, whether it is there or not, in the order of their names. */
    public List<EndpointSlice> endpointSlices(NamespacedName service) {
        return slices.of(service);
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
        List<ClusterNode> putNodes = new ArrayList<>();
        List<Service> putServices = new ArrayList<>();
        List<EndpointSlice> putSlices = new ArrayList<>();
        for (ClusterObject object : put) {
            switch (object) {
                case ClusterNode node -> putNodes.add(node);
                case Service service -> putServices.add(service);
                case EndpointSlice slice -> putSlices.add(slice);
            }
        }
        return new Cluster(
                nodes.with(putNodes, keys(removed, ObjectKind.NODE, ObjectKey::name)),
                services.with(putServices, keys(removed, ObjectKind.SERVICE, ObjectKey::namespacedName)),
                slices.with(putSlices, keys(removed, ObjectKind.ENDPOINT_SLICE, ObjectKey::namespacedName)));
    }

    private static <K> List<K> keys(Collection<ObjectKey> all, ObjectKind kind, Function<ObjectKey, K> key) {
        return all.stream().filter(one -> one.kind() == kind).map(key).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Cluster cluster
                        && nodes.equals(cluster.nodes)
                        && services.equals(cluster.services)
                        && slices.equals(cluster.slices);
    }

    @Override
    public int hashCode() {
        return (nodes.hashCode() * 31 + services.hashCode()) * 31 + slices.hashCode();
    }

    @Override
    public String toString() {
        return "Cluster" + nodes.values() + services.values() + slices.all().values();
    }
}
