package org.flatnet.kernel.route;

/** What a {@link RouteMonitor} listens for: {@code RTNLGRP_*} of {@code linux/rtnetlink.h}. */
public enum RouteGroup {
    LINKS(1),
    /** Neighbours and forwarding entries. */
    NEIGHBOURS(3),
    IPV4_ADDRESSES(5),
    IPV4_ROUTES(7),
    IPV4_RULES(8),
    IPV6_ADDRESSES(9),
    IPV6_ROUTES(11),
    IPV6_RULES(19);

    private final int number;

    RouteGroup(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
