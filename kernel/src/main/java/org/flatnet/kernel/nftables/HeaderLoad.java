package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Part of an IPv6 extension header or of an option into a register ({@code NFTA_EXTHDR_*}).
 *
 * @param type the header's or option's number, such as 2 for TCP's maximum segment size
 * @param existsOnly whether it asks only if the header is there, and gives 1 or 0
 */
public record HeaderLoad(Register target, HeaderKind kind, int type, int offset, int length, boolean existsOnly)
        implements Load {
    static final String NAME = "exthdr";
    private static final int NFTA_EXTHDR_DREG = 1;
    static final int NFTA_EXTHDR_TYPE = 2;
    static final int NFTA_EXTHDR_OFFSET = 3;
    static final int NFTA_EXTHDR_LEN = 4;
    static final int NFTA_EXTHDR_FLAGS = 5;
    static final int NFTA_EXTHDR_OP = 6;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public HeaderLoad into(Register register) {
        return new HeaderLoad(register, kind, type, offset, length, existsOnly);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_EXTHDR_DREG, target.number())
                .attributeByte(NFTA_EXTHDR_TYPE, type)
                .attributeIntNetworkOrder(NFTA_EXTHDR_OFFSET, offset)
                .attributeIntNetworkOrder(NFTA_EXTHDR_LEN, length)
                .attributeIntNetworkOrder(NFTA_EXTHDR_FLAGS, existsOnly ? 1 : 0)
                .attributeIntNetworkOrder(NFTA_EXTHDR_OP, kind.number());
    }

    static HeaderLoad read(Nest nest) {
        return new HeaderLoad(
                nest.register(NFTA_EXTHDR_DREG),
                nest.has(NFTA_EXTHDR_OP)
                        ? nest.constant(NFTA_EXTHDR_OP, HeaderKind.values())
                        : HeaderKind.IPV6_EXTENSION,
                nest.byteNumber(NFTA_EXTHDR_TYPE),
                nest.number(NFTA_EXTHDR_OFFSET),
                nest.number(NFTA_EXTHDR_LEN),
                nest.flags(NFTA_EXTHDR_FLAGS, 1) == 1);
    }
}
