package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * A number below a modulus into a register ({@code NFTA_NG_*}).
 *
 * @param random false for one that counts up
 * @param offset added to it
 */
public record NumberGenerator(Register target, boolean random, int modulus, int offset) implements Load {
    static final String NAME = "numgen";
    private static final int NFTA_NG_DREG = 1;
    private static final int NFTA_NG_MODULUS = 2;
    private static final int NFTA_NG_TYPE = 3;
    private static final int NFTA_NG_OFFSET = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public NumberGenerator into(Register register) {
        return new NumberGenerator(register, random, modulus, offset);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_NG_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_NG_MODULUS, modulus)
                .attributeIntNetworkOrder(NFTA_NG_TYPE, random ? 1 : 0)
                .attributeIntNetworkOrder(NFTA_NG_OFFSET, offset);
    }

    static NumberGenerator read(Nest nest) {
        return new NumberGenerator(
                nest.register(NFTA_NG_DREG),
                nest.flags(NFTA_NG_TYPE, 1) == 1,
                nest.number(NFTA_NG_MODULUS),
                nest.number(NFTA_NG_OFFSET, 0));
    }
}
