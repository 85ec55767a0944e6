package org.flatnet.kernel.nftables;

import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MalformedMessageException;

/** Which packets a table sees ({@code NFPROTO_*} of {@code linux/netfilter.h}). */
public enum TableFamily implements Numbered {
    /** IPv4 and IPv6. */
    INET(1, "inet"),
    IP(2, "ip"),
    ARP(3, "arp"),
    /** Everything that a device receives or sends. */
    NETDEV(5, "netdev"),
    BRIDGE(7, "bridge"),
    IP6(10, "ip6");

    private final int number;
    private final String text;

    TableFamily(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The family for one version of the Internet protocol. */
    public static TableFamily of(IpFamily family) {
        return family == IpFamily.IPV4 ? IP : IP6;
    }

    static TableFamily ofNumber(int number) {
        for (TableFamily family : values()) {
            if (family.number == number) {
                return family;
            }
        }
        throw new MalformedMessageException("a table of family " + number);
    }

    @Override
    public int number() {
        return number;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
