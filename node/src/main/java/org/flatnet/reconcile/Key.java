package org.flatnet.reconcile;

/**
 * A feature's key among those of all features.
 *
 * @param key a value with an order of its text: a peer node's name, a Service port, an attachment
 */
public record Key(String feature, Object key) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
        int order = feature.compareTo(other.feature);
        return order != 0 ? order : key.toString().compareTo(other.key.toString());
    }

    /** For people: {@code fabric worker-1}. */
    @Override
    public String toString() {
        return feature + " " + key;
    }
}
