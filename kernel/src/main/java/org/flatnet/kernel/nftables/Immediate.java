package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** A constant into a register ({@code NFTA_IMMEDIATE_*}). */
public record Immediate(Register target, Value value) implements Expression {
    static final String NAME = "immediate";
    static final int NFTA_IMMEDIATE_DREG = 1;
    static final int NFTA_IMMEDIATE_DATA = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_IMMEDIATE_DREG, target.number());
        value.write(writer, NFTA_IMMEDIATE_DATA);
    }

    static Immediate read(Nest nest) {
        return new Immediate(nest.register(NFTA_IMMEDIATE_DREG), nest.value(NFTA_IMMEDIATE_DATA));
    }
}
