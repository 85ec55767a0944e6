package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** A register into part of an option, such as TCP's maximum segment size; the kernel only ever lowers that one. */
public record HeaderStore(Register source, HeaderKind kind, int type, int offset, int length) implements Expression {
    static final int NFTA_EXTHDR_SREG = 7;

    @Override
    public String name() {
        return HeaderLoad.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_EXTHDR_SREG, source.number())
                .attributeByte(HeaderLoad.NFTA_EXTHDR_TYPE, type)
                .attributeIntNetworkOrder(HeaderLoad.NFTA_EXTHDR_OFFSET, offset)
                .attributeIntNetworkOrder(HeaderLoad.NFTA_EXTHDR_LEN, length)
                .attributeIntNetworkOrder(HeaderLoad.NFTA_EXTHDR_OP, kind.number());
    }

    static HeaderStore read(Nest nest) {
        nest.flags(HeaderLoad.NFTA_EXTHDR_FLAGS, 0);
        return new HeaderStore(
                nest.register(NFTA_EXTHDR_SREG),
                nest.constant(HeaderLoad.NFTA_EXTHDR_OP, HeaderKind.values()),
                nest.byteNumber(HeaderLoad.NFTA_EXTHDR_TYPE),
                nest.number(HeaderLoad.NFTA_EXTHDR_OFFSET),
                nest.number(HeaderLoad.NFTA_EXTHDR_LEN));
    }
}
