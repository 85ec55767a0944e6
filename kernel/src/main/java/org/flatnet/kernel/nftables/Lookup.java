package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Looks a register up in a set or map ({@code NFTA_LOOKUP_*}). It goes on if the key is there or, inverted, if it is not.
 *
 * @param result what to do with what the map gives
 */
public record Lookup(String set, Register source, Result result) implements Expression {
    static final String NAME = "lookup";
    private static final int NFTA_LOOKUP_SET = 1;
    private static final int NFTA_LOOKUP_SREG = 2;
    private static final int NFTA_LOOKUP_DREG = 3;
    private static final int NFTA_LOOKUP_FLAGS = 5;
    private static final int NFT_LOOKUP_F_INV = 1;
    private static final int NFT_REG_VERDICT = 0;

    /** What a look-up does. */
    public sealed interface Result {
        /** Goes on if the key is there. */
        record Found() implements Result {}

        /** Goes on if the key is not there. */
        record NotFound() implements Result {}

        /** Puts the map's value into a register. */
        record Into(Register target) implements Result {}

        /** Follows the map's verdict. */
        record Follow() implements Result {}
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeString(NFTA_LOOKUP_SET, set).attributeIntNetworkOrder(NFTA_LOOKUP_SREG, source.number());
        if (result instanceof Result.Into into) {
            writer.attributeIntNetworkOrder(NFTA_LOOKUP_DREG, into.target().number());
        } else if (result instanceof Result.Follow) {
            writer.attributeIntNetworkOrder(NFTA_LOOKUP_DREG, NFT_REG_VERDICT);
        }
        writer.attributeIntNetworkOrder(NFTA_LOOKUP_FLAGS, result instanceof Result.NotFound ? NFT_LOOKUP_F_INV : 0);
    }

    static Lookup read(Nest nest) {
        String set = nest.string(NFTA_LOOKUP_SET);
        Register source = nest.register(NFTA_LOOKUP_SREG);
        boolean inverted = nest.flags(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV) == NFT_LOOKUP_F_INV;
        @Nullable Result result = null;
        if (nest.has(NFTA_LOOKUP_DREG)) {
            result = nest.peek(NFTA_LOOKUP_DREG) == NFT_REG_VERDICT
                    ? new Result.Follow()
                    : new Result.Into(Register.ofNumber(nest.peek(NFTA_LOOKUP_DREG)));
            nest.ignore(NFTA_LOOKUP_DREG);
        }
        if (result != null && inverted) {
            throw new Unsupported("an inverted look-up with a result");
        }
        if (result == null) {
            result = inverted ? new Result.NotFound() : new Result.Found();
        }
        return new Lookup(set, source, result);
    }
}
