package org.flatnet.kernel.route;

/**
 * {@code RTA_*} of {@code linux/rtnetlink.h} and {@code struct rtmsg} before them.
 *
 * <pre>
 * 0        1      2     3     4       5       6       7      8       12
 * ┌────────┬──────┬─────┬─────┬───────┬───────┬───────┬──────┬───────┐
 * │ family │ to / │from/│ tos │ table │ proto │ scope │ type │ flags │   table: 8 bits of it, all are in RTA_TABLE
 * └────────┴──────┴─────┴─────┴───────┴───────┴───────┴──────┴───────┘
 * </pre>
 */
final class RouteAttribute {
    static final int HEADER_BYTES = 12;

    static final int DESTINATION = 1;
    static final int SOURCE = 2;
    static final int OUTPUT_LINK = 4;
    static final int GATEWAY = 5;
    static final int PRIORITY = 6;
    static final int PREFERRED_SOURCE = 7;
    static final int METRICS = 8;
    static final int MULTIPATH = 9;
    static final int CACHE_INFO = 12;
    static final int TABLE = 15;
    static final int VIA = 18;
    static final int PREFERENCE = 20;
    static final int EXPIRES = 23;
    static final int NEXT_HOP_OBJECT = 30;

    /** Bits of the flags that say what a next hop is and does; others are state of the route. */
    static final int NEXT_HOP_FLAGS = 0xff;
    /** {@code RTM_F_CLONED}: an entry of a cache, such as a path MTU that was found out. */
    static final int CLONED = 0x200;

    private RouteAttribute() {}
}
