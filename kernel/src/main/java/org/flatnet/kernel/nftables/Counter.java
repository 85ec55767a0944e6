package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Counts packets and bytes ({@code NFTA_COUNTER_*}). Numbers given when it is made are where it begins. */
public record Counter(long packets, long bytes) implements Expression {
    static final String NAME = "counter";
    private static final int NFTA_COUNTER_BYTES = 1;
    private static final int NFTA_COUNTER_PACKETS = 2;
    private static final int NFTA_COUNTER_PAD = 3;

    /** A counter that begins at zero. */
    public static final Counter ZERO = new Counter(0, 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeLongNetworkOrder(NFTA_COUNTER_BYTES, bytes)
                .attributeLongNetworkOrder(NFTA_COUNTER_PACKETS, packets);
    }

    static Counter read(Nest nest) {
        return new Counter(
                nest.ignore(NFTA_COUNTER_PAD).longNumber(NFTA_COUNTER_PACKETS, 0),
                nest.longNumber(NFTA_COUNTER_BYTES, 0));
    }

    @Override
    public Counter withoutState() {
        return ZERO;
    }
}
