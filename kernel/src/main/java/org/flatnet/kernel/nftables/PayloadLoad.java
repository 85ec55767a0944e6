package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Bytes of the packet into a register ({@code NFTA_PAYLOAD_*}). A packet that has no such bytes does not match.
 *
 * @param offset bytes from the beginning of the header
 * @param length in bytes
 */
public record PayloadLoad(Register target, PayloadBase base, int offset, int length) implements Load {
    static final String NAME = "payload";
    static final int NFTA_PAYLOAD_DREG = 1;
    static final int NFTA_PAYLOAD_BASE = 2;
    static final int NFTA_PAYLOAD_OFFSET = 3;
    static final int NFTA_PAYLOAD_LEN = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PayloadLoad into(Register register) {
        return new PayloadLoad(register, base, offset, length);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_PAYLOAD_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_PAYLOAD_BASE, base.number())
                .attributeIntNetworkOrder(NFTA_PAYLOAD_OFFSET, offset)
                .attributeIntNetworkOrder(NFTA_PAYLOAD_LEN, length);
    }

    static PayloadLoad read(Nest nest) {
        return new PayloadLoad(
                nest.register(NFTA_PAYLOAD_DREG),
                nest.constant(NFTA_PAYLOAD_BASE, PayloadBase.values()),
                nest.number(NFTA_PAYLOAD_OFFSET),
                nest.number(NFTA_PAYLOAD_LEN));
    }
}
