package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Goes on if a register is between two values, both included, or is not ({@code NFTA_RANGE_*}).
 *
 * @param inside false where the register must be outside
 */
public record Range(Register source, boolean inside, Value from, Value to) implements Expression {
    static final String NAME = "range";
    private static final int NFTA_RANGE_SREG = 1;
    private static final int NFTA_RANGE_OP = 2;
    private static final int NFTA_RANGE_FROM_DATA = 3;
    private static final int NFTA_RANGE_TO_DATA = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_RANGE_SREG, source.number())
                .attributeIntNetworkOrder(NFTA_RANGE_OP, inside ? 0 : 1);
        from.write(writer, NFTA_RANGE_FROM_DATA);
        to.write(writer, NFTA_RANGE_TO_DATA);
    }

    static Range read(Nest nest) {
        return new Range(
                nest.register(NFTA_RANGE_SREG),
                nest.flags(NFTA_RANGE_OP, 1) == 0,
                nest.value(NFTA_RANGE_FROM_DATA),
                nest.value(NFTA_RANGE_TO_DATA));
    }
}
