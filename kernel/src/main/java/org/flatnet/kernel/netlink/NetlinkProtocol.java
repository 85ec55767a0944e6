package org.flatnet.kernel.netlink;

/** The netlink families that the library speaks, by their numbers in {@code linux/netlink.h}. */
public enum NetlinkProtocol {
    /** Links, addresses, routes, rules, neighbours: {@code NETLINK_ROUTE}. */
    ROUTE(0),
    /** nftables and conntrack: {@code NETLINK_NETFILTER}. */
    NETFILTER(12),
    /** {@code NETLINK_GENERIC}. */
    GENERIC(16);

    private final int number;

    NetlinkProtocol(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
