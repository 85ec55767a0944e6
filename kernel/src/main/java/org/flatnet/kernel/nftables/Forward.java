package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Sends the packet out by another link, in tables of family netdev ({@code NFTA_FWD_*}).
 *
 * @param link register with the link's index
 */
public record Forward(Register link) implements Expression {
    static final String NAME = "fwd";
    private static final int NFTA_FWD_SREG_DEV = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_FWD_SREG_DEV, link.number());
    }

    static Forward read(Nest nest) {
        return new Forward(nest.register(NFTA_FWD_SREG_DEV));
    }
}
