package org.flatnet.cluster;

/**
 * What an object of a namespace is known by among those of its kind. Ordered by namespace, then name.
 *
 * @param namespace a DNS label
 * @param name a DNS subdomain
 */
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {

    public NamespacedName {
        DnsNames.checkLabel("a namespace", namespace);
        DnsNames.checkSubdomain("an object's name", name);
    }

    @Override
    public int compareTo(NamespacedName other) {
        int order = namespace.compareTo(other.namespace);
        return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
