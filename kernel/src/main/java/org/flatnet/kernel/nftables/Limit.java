package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Goes on while the rate is not exceeded or, inverted, when it is ({@code NFTA_LIMIT_*}).
 *
 * @param rate packets or bytes in a unit of time
 * @param unitSeconds 1, 60, 3600, 86400 or 604800
 * @param burst how many more may come at once
 * @param bytes whether bytes are meant instead of packets
 * @param over whether it goes on when the rate is exceeded
 */
public record Limit(long rate, long unitSeconds, int burst, boolean bytes, boolean over) implements Expression {
    static final String NAME = "limit";
    private static final int NFTA_LIMIT_RATE = 1;
    private static final int NFTA_LIMIT_UNIT = 2;
    private static final int NFTA_LIMIT_BURST = 3;
    private static final int NFTA_LIMIT_TYPE = 4;
    private static final int NFTA_LIMIT_FLAGS = 5;
    private static final int NFTA_LIMIT_PAD = 6;

    /** So many packets a second, with a burst. */
    public static Limit packetsPerSecond(long rate, int burst) {
        return new Limit(rate, 1, burst, false, false);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeLongNetworkOrder(NFTA_LIMIT_RATE, rate)
                .attributeLongNetworkOrder(NFTA_LIMIT_UNIT, unitSeconds)
                .attributeIntNetworkOrder(NFTA_LIMIT_BURST, burst)
                .attributeIntNetworkOrder(NFTA_LIMIT_TYPE, bytes ? 1 : 0)
                .attributeIntNetworkOrder(NFTA_LIMIT_FLAGS, over ? 1 : 0);
    }

    static Limit read(Nest nest) {
        return new Limit(
                nest.ignore(NFTA_LIMIT_PAD).longNumber(NFTA_LIMIT_RATE, 0),
                nest.longNumber(NFTA_LIMIT_UNIT, 0),
                nest.number(NFTA_LIMIT_BURST, 0),
                nest.flags(NFTA_LIMIT_TYPE, 1) == 1,
                nest.flags(NFTA_LIMIT_FLAGS, 1) == 1);
    }
}
