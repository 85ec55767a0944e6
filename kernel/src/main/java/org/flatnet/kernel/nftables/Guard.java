package org.flatnet.kernel.nftables;

import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/** Which protocol a packet must be of before a field of that protocol can be read from it. */
public enum Guard {
    NONE(0, null, 0),
    IPV4(0x0800, IpFamily.IPV4, 0),
    IPV6(0x86dd, IpFamily.IPV6, 0),
    ARP(0x0806, null, 0),
    ICMP(0, IpFamily.IPV4, 1),
    TCP(0, null, 6),
    UDP(0, null, 17),
    ICMPV6(0, IpFamily.IPV6, 58),
    SCTP(0, null, 132);

    private final int etherType;
    private final @Nullable IpFamily family;
    private final int protocol;

    Guard(int etherType, @Nullable IpFamily family, int protocol) {
        this.etherType = etherType;
        this.family = family;
        this.protocol = protocol;
    }

    /** For packets of this family. */
    public static Guard of(IpFamily family) {
        return family == IpFamily.IPV4 ? IPV4 : IPV6;
    }

    /** The Ethernet type of a protocol of the network layer; else 0. */
    int etherType() {
        return etherType;
    }

    /** The only family that it belongs to, or null. */
    @Nullable
    IpFamily family() {
        return family;
    }

    /** The number of a protocol of the transport layer; else 0. */
    int protocol() {
        return protocol;
    }
}
