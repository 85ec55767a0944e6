package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Applies a named object, such as a counter that rules share ({@code NFTA_OBJREF_IMM_*}). */
public record UseObject(NamedObject.Type type, String object) implements Expression {
    static final String NAME = "objref";
    private static final int NFTA_OBJREF_IMM_TYPE = 1;
    private static final int NFTA_OBJREF_IMM_NAME = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_OBJREF_IMM_TYPE, type.number())
                .attributeString(NFTA_OBJREF_IMM_NAME, object);
    }

    static UseObject read(Nest nest) {
        return new UseObject(
                nest.constant(NFTA_OBJREF_IMM_TYPE, NamedObject.Type.values()), nest.string(NFTA_OBJREF_IMM_NAME));
    }
}
