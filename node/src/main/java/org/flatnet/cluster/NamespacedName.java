package org.flatnet.cluster;

import java.util.regex.Pattern;

/**
 * What an object of a namespace is known by among those of its kind. Ordered by namespace, then name.
 *
 * @param namespace a DNS label
 * @param name a DNS subdomain
 */
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");

    public NamespacedName {
        if (namespace.length() > LONGEST_LABEL || !LABEL.matcher(namespace).matches()) {
            throw new IllegalArgumentException("\"" + shown(namespace) + "\" is not a namespace: expected lower case"
                    + " letters, digits and '-', beginning and ending with a letter or digit, at most " + LONGEST_LABEL
                    + " characters");
        }
        if (name.length() > LONGEST_NAME || !SUBDOMAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + shown(name) + "\" is not an object's name: expected lower case"
                    + " letters, digits, '-' and '.', beginning and ending with a letter or digit, at most "
                    + LONGEST_NAME + " characters");
        }
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
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
