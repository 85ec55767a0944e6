package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** A packet's metadata into a register ({@code NFTA_META_*}). */
public record MetaLoad(Register target, MetaKey key) implements Load {
    static final String NAME = "meta";
    static final int NFTA_META_DREG = 1;
    static final int NFTA_META_KEY = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MetaLoad into(Register register) {
        return new MetaLoad(register, key);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_META_KEY, key.number())
                .attributeIntNetworkOrder(NFTA_META_DREG, target.number());
    }

    static MetaLoad read(Nest nest) {
        return new MetaLoad(nest.register(NFTA_META_DREG), nest.constant(NFTA_META_KEY, MetaKey.values()));
    }
}
