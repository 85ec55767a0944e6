package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Applies the named object that a map gives for a register ({@code NFTA_OBJREF_SET_*}). */
public record MapObject(Register source, String map) implements Expression {
    private static final int NFTA_OBJREF_SET_SREG = 3;
    static final int NFTA_OBJREF_SET_NAME = 4;

    @Override
    public String name() {
        return UseObject.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_OBJREF_SET_SREG, source.number())
                .attributeString(NFTA_OBJREF_SET_NAME, map);
    }

    static MapObject read(Nest nest) {
        return new MapObject(nest.register(NFTA_OBJREF_SET_SREG), nest.string(NFTA_OBJREF_SET_NAME));
    }
}
