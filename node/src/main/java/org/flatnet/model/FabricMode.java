package org.flatnet.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How packets reach the pods of other nodes. */
public enum FabricMode {
    /** Each node routes to its peers' ranges by their addresses; the nodes share one layer 2 segment. */
    NATIVE,
    /** The network between the nodes routes to the pod ranges, as a cloud's route table does; nodes add no routes. */
    CLOUD,
    /** Packets travel inside UDP between the nodes' addresses, on any network. */
    VXLAN,
    /** Native to the peers of the same subnet, VXLAN to the others. */
    CROSS_SUBNET;

    /** The mode of this name, as users write it. */
    public static FabricMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is not a mode: expected one of " + String.join(", ", names())));
    }

    /** All names, as users write them. */
    public static List<String> names() {
        return Arrays.stream(values()).map(FabricMode::toString).toList();
    }

    /** Whether a node of this mode has a VXLAN device. */
    public boolean usesOverlay() {
        return this == VXLAN || this == CROSS_SUBNET;
    }

    /** The name, as users write it: {@code cross-subnet}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
