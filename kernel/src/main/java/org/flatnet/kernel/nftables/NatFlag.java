package org.flatnet.kernel.nftables;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** How network address translation picks ({@code NF_NAT_RANGE_*} of {@code linux/netfilter/nf_nat.h}). */
public enum NatFlag {
    /** Ports picked at random where the flow's own one is taken. */
    RANDOM(1 << 2, "random"),
    /** The same client gets the same address. */
    PERSISTENT(1 << 3, "persistent"),
    /** Ports always picked at random. */
    FULLY_RANDOM(1 << 4, "fully-random"),
    /** Networks are mapped host by host ({@code NF_NAT_RANGE_NETMAP}). */
    NETMAP(1 << 6, "netmap");

    /** {@code NF_NAT_RANGE_MAP_IPS}: set by the kernel where there is an address. */
    private static final int MAP_IPS = 1;
    /** {@code NF_NAT_RANGE_PROTO_SPECIFIED}: follows from the port. */
    private static final int PROTO_SPECIFIED = 1 << 1;

    private final int bit;
    private final String text;

    NatFlag(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }

    static int number(Collection<NatFlag> flags, boolean withPort) {
        int number = withPort ? PROTO_SPECIFIED : 0;
        for (NatFlag flag : flags) {
            number |= flag.bit;
        }
        return number;
    }

    static Set<NatFlag> read(Nest nest, int type) {
        int known = MAP_IPS | PROTO_SPECIFIED;
        for (NatFlag flag : values()) {
            known |= flag.bit;
        }
        int number = nest.flags(type, known);
        EnumSet<NatFlag> flags = EnumSet.noneOf(NatFlag.class);
        for (NatFlag flag : values()) {
            if ((number & flag.bit) != 0) {
                flags.add(flag);
            }
        }
        return Set.copyOf(flags);
    }
}
