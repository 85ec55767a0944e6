package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Sends a copy of the packet elsewhere ({@code NFTA_DUP_*}).
 *
 * @param address register with the address; null in tables of family netdev
 * @param link register with the link's index; null to let the route decide
 */
public record Duplicate(
        @Nullable Register address, @Nullable Register link) implements Expression {
    static final String NAME = "dup";
    private static final int NFTA_DUP_SREG_ADDR = 1;
    private static final int NFTA_DUP_SREG_DEV = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        if (address != null) {
            writer.attributeIntNetworkOrder(NFTA_DUP_SREG_ADDR, address.number());
        }
        if (link != null) {
            writer.attributeIntNetworkOrder(NFTA_DUP_SREG_DEV, link.number());
        }
    }

    static Duplicate read(Nest nest) {
        return new Duplicate(nest.registerOrNull(NFTA_DUP_SREG_ADDR), nest.registerOrNull(NFTA_DUP_SREG_DEV));
    }
}
