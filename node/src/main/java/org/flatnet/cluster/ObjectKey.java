package org.flatnet.cluster;

/**
 * What an object is known by. Ordered by kind, namespace, name.
 *
 * @param kind its kind
 * @param namespace its namespace; empty for an object of the whole cluster
 * @param name its name
 */
public record ObjectKey(ObjectKind kind, String namespace, String name) implements Comparable<ObjectKey> {

    /** The key of a node. */
    public static ObjectKey node(String name) {
        return new ObjectKey(ObjectKind.NODE, "", name);
    }

    /** The key of a Service. */
    public static ObjectKey service(NamespacedName name) {
        return new ObjectKey(ObjectKind.SERVICE, name.namespace(), name.name());
    }

    /** The key of an EndpointSlice. */
    public static ObjectKey endpointSlice(NamespacedName name) {
        return new ObjectKey(ObjectKind.ENDPOINT_SLICE, name.namespace(), name.name());
    }

    /** Its namespace and name, of an object that has both. */
    public NamespacedName namespacedName() {
        return new NamespacedName(namespace, name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        int order = kind.compareTo(other.kind);
        order = order != 0 ? order : namespace.compareTo(other.namespace);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** For messages: {@code Node worker-0}, {@code Service default/web}. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
