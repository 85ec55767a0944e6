package org.flatnet.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a pod hangs off its node. */
public enum AttachMode {
    /** On isolated ports of the node's bridge with a host address: every packet between two pods goes through the node. */
    BRIDGE,
    /** On the node's bridge as on a plain switch: the pods of a node share a layer 2 segment. */
    LAYER2,
    /** By a veth that the node routes to; no bridge. */
    ROUTED;

    /** The mode of this name, as users write it. */
    public static AttachMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is not an attach mode: expected one of " + String.join(", ", names())));
    }

    /** All names, as users write them. */
    public static List<String> names() {
        return Arrays.stream(values()).map(AttachMode::toString).toList();
    }

    /** The name, as users write it: {@code layer2}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
