package org.flatnet.kernel.conntrack;

/** What became of a flow: {@code IPS_*} of {@code linux/netfilter/nf_conntrack_common.h}. */
public record FlowStatus(int bits) {
    /** It was announced by another flow. */
    public static final int EXPECTED = 1;
    /** Packets came both ways. */
    public static final int SEEN_REPLY = 1 << 1;
    /** It is not given up early when the table is full. */
    public static final int ASSURED = 1 << 2;

    public static final int CONFIRMED = 1 << 3;
    public static final int SOURCE_NAT = 1 << 4;
    public static final int DESTINATION_NAT = 1 << 5;
    public static final int DYING = 1 << 9;
    public static final int FIXED_TIMEOUT = 1 << 10;
    /** In a flow table, past the rules. */
    public static final int OFFLOADED = 1 << 14;

    public boolean has(int flag) {
        return (bits & flag) == flag;
    }
}
