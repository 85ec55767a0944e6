package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;

/** Ends the rule with a verdict: an immediate into register 0. */
public record VerdictExpression(Verdict verdict) implements Expression {
    private static final int NFT_REG_VERDICT = 0;

    @Override
    public String name() {
        return Immediate.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(Immediate.NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
        verdict.write(writer, Immediate.NFTA_IMMEDIATE_DATA);
    }

    static VerdictExpression read(Nest nest) {
        nest.number(Immediate.NFTA_IMMEDIATE_DREG);
        if (nest.data(Immediate.NFTA_IMMEDIATE_DATA) instanceof Verdict verdict) {
            return new VerdictExpression(verdict);
        }
        throw new MalformedMessageException("a value for the verdict register");
    }
}
