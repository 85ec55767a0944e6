package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** A register into a packet's metadata: mark, priority, packet type, trace. */
public record MetaStore(Register source, MetaKey key) implements Expression {
    static final int NFTA_META_SREG = 3;

    @Override
    public String name() {
        return MetaLoad.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(MetaLoad.NFTA_META_KEY, key.number())
                .attributeIntNetworkOrder(NFTA_META_SREG, source.number());
    }

    static MetaStore read(Nest nest) {
        return new MetaStore(nest.register(NFTA_META_SREG), nest.constant(MetaLoad.NFTA_META_KEY, MetaKey.values()));
    }
}
