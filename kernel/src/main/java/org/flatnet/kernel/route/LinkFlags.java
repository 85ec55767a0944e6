package org.flatnet.kernel.route;

/** {@code IFF_*} of {@code linux/if.h}. */
public record LinkFlags(int bits) {
    public static final int UP = 1;
    public static final int BROADCAST = 1 << 1;
    public static final int LOOPBACK = 1 << 3;
    public static final int POINT_TO_POINT = 1 << 4;
    public static final int RUNNING = 1 << 6;
    public static final int NO_ARP = 1 << 7;
    public static final int PROMISCUOUS = 1 << 8;
    public static final int ALL_MULTICAST = 1 << 9;
    public static final int MULTICAST = 1 << 12;
    public static final int LOWER_UP = 1 << 16;
    public static final int DORMANT = 1 << 17;

    public boolean has(int flag) {
        return (bits & flag) == flag;
    }
}
