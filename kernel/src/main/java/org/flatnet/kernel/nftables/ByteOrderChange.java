package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Turns numbers in a register from the machine's order to the network's, or back ({@code NFTA_BYTEORDER_*}).
 *
 * @param toNetwork false for the other way
 * @param length of all numbers in bytes
 * @param size of one number in bytes: 2, 4 or 8
 */
public record ByteOrderChange(Register source, Register target, boolean toNetwork, int length, int size)
        implements Expression {
    static final String NAME = "byteorder";
    private static final int NFTA_BYTEORDER_SREG = 1;
    private static final int NFTA_BYTEORDER_DREG = 2;
    private static final int NFTA_BYTEORDER_OP = 3;
    private static final int NFTA_BYTEORDER_LEN = 4;
    private static final int NFTA_BYTEORDER_SIZE = 5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_BYTEORDER_SREG, source.number())
                .attributeIntNetworkOrder(NFTA_BYTEORDER_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_BYTEORDER_OP, toNetwork ? 1 : 0)
                .attributeIntNetworkOrder(NFTA_BYTEORDER_LEN, length)
                .attributeIntNetworkOrder(NFTA_BYTEORDER_SIZE, size);
    }

    static ByteOrderChange read(Nest nest) {
        return new ByteOrderChange(
                nest.register(NFTA_BYTEORDER_SREG),
                nest.register(NFTA_BYTEORDER_DREG),
                nest.flags(NFTA_BYTEORDER_OP, 1) == 1,
                nest.number(NFTA_BYTEORDER_LEN),
                nest.number(NFTA_BYTEORDER_SIZE));
    }
}
