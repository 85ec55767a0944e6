package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Goes on while there are at most so many connections or, inverted, when there are more ({@code NFTA_CONNLIMIT_*}).
 *
 * @param over whether it goes on above the number
 */
public record ConnectionLimit(int count, boolean over) implements Expression {
    static final String NAME = "connlimit";
    private static final int NFTA_CONNLIMIT_COUNT = 1;
    private static final int NFTA_CONNLIMIT_FLAGS = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_CONNLIMIT_COUNT, count)
                .attributeIntNetworkOrder(NFTA_CONNLIMIT_FLAGS, over ? 1 : 0);
    }

    static ConnectionLimit read(Nest nest) {
        return new ConnectionLimit(nest.number(NFTA_CONNLIMIT_COUNT), nest.flags(NFTA_CONNLIMIT_FLAGS, 1) == 1);
    }
}
