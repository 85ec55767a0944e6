package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MalformedMessageException;

/** Where in a packet's way a base chain is asked ({@code enum nf_inet_hooks} and those of the other families). */
public enum Hook {
    PREROUTING("prerouting"),
    INPUT("input"),
    FORWARD("forward"),
    OUTPUT("output"),
    POSTROUTING("postrouting"),
    INGRESS("ingress"),
    EGRESS("egress");

    private final String text;

    Hook(String text) {
        this.text = text;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }

    int number(TableFamily family) {
        return switch (family) {
            case NETDEV -> numbered(family, INGRESS, EGRESS);
            case ARP -> numbered(family, INPUT, OUTPUT, FORWARD);
            case INET -> numbered(family, PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING, INGRESS);
            case IP, IP6, BRIDGE -> numbered(family, PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING);
        };
    }

    private int numbered(TableFamily family, Hook... hooks) {
        for (int i = 0; i < hooks.length; i++) {
            if (hooks[i] == this) {
                return i;
            }
        }
        throw new IllegalArgumentException("tables of family " + family + " have no hook " + text);
    }

    static Hook ofNumber(TableFamily family, int number) {
        for (Hook hook : values()) {
            if (hook.exists(family) && hook.number(family) == number) {
                return hook;
            }
        }
        throw new MalformedMessageException("hook " + number + " of family " + family);
    }

    private boolean exists(TableFamily family) {
        return switch (this) {
            case PREROUTING, POSTROUTING -> family != TableFamily.NETDEV && family != TableFamily.ARP;
            case INPUT, FORWARD, OUTPUT -> family != TableFamily.NETDEV;
            case INGRESS -> family == TableFamily.NETDEV || family == TableFamily.INET;
            case EGRESS -> family == TableFamily.NETDEV;
        };
    }
}
