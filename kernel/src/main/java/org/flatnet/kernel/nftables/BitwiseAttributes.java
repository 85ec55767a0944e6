package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;

/** {@code enum nft_bitwise_attributes}. */
final class BitwiseAttributes {
    static final int NFTA_BITWISE_SREG = 1;
    static final int NFTA_BITWISE_DREG = 2;
    static final int NFTA_BITWISE_LEN = 3;
    static final int NFTA_BITWISE_MASK = 4;
    static final int NFTA_BITWISE_XOR = 5;
    static final int NFTA_BITWISE_OP = 6;
    static final int NFTA_BITWISE_DATA = 7;

    static final int NFT_BITWISE_MASK_XOR = 0;
    static final int NFT_BITWISE_LSHIFT = 1;
    static final int NFT_BITWISE_RSHIFT = 2;

    private BitwiseAttributes() {}

    static void write(MessageWriter writer, Register source, Register target, int length, int operation) {
        writer.attributeIntNetworkOrder(NFTA_BITWISE_SREG, source.number())
                .attributeIntNetworkOrder(NFTA_BITWISE_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_BITWISE_LEN, length)
                .attributeIntNetworkOrder(NFTA_BITWISE_OP, operation);
    }

    static Bitwise read(Nest nest) {
        Register source = nest.register(NFTA_BITWISE_SREG);
        Register target = nest.register(NFTA_BITWISE_DREG);
        int length = nest.number(NFTA_BITWISE_LEN);
        int operation = nest.number(NFTA_BITWISE_OP, NFT_BITWISE_MASK_XOR);
        return switch (operation) {
            case NFT_BITWISE_MASK_XOR -> {
                Value mask = nest.value(NFTA_BITWISE_MASK);
                if (mask.length() != length) {
                    throw new MalformedMessageException("a mask of " + mask.length() + " bytes for " + length);
                }
                yield new Bitwise.Mask(source, target, mask, nest.value(NFTA_BITWISE_XOR));
            }
            case NFT_BITWISE_LSHIFT, NFT_BITWISE_RSHIFT -> {
                Value bits = nest.value(NFTA_BITWISE_DATA);
                if (bits.length() != Integer.BYTES) {
                    throw new MalformedMessageException("a shift by a number of " + bits.length() + " bytes");
                }
                yield new Bitwise.Shift(
                        source, target, length, operation == NFT_BITWISE_LSHIFT, (int) bits.hostNumber());
            }
            default -> throw new Unsupported("bitwise operation " + operation);
        };
    }
}
