package org.flatnet.kernel.route;

import org.jspecify.annotations.Nullable;

/** How a link gets its IPv6 link-local address: {@code IN6_ADDR_GEN_MODE_*}. */
public enum AddressGeneration {
    /** From the hardware address. */
    EUI64(0, "eui64"),
    /** Not at all. */
    NONE(1, "none"),
    /** From a secret, which must be there. */
    STABLE_PRIVACY(2, "stable_secret"),
    /** From a secret made up at the time. */
    RANDOM(3, "random");

    private final int number;
    private final String word;

    AddressGeneration(int number, String word) {
        this.number = number;
        this.word = word;
    }

    int number() {
        return number;
    }

    /** The word that {@code ip} has for it. */
    public String word() {
        return word;
    }

    static @Nullable AddressGeneration ofNumber(int number) {
        for (AddressGeneration mode : values()) {
            if (mode.number == number) {
                return mode;
            }
        }
        return null;
    }
}
