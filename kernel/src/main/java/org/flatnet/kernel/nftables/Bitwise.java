package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Works on the bits of a register ({@code NFTA_BITWISE_*}). */
public sealed interface Bitwise extends Expression permits Bitwise.Mask, Bitwise.Shift {
    String NAME = "bitwise";

    /**
     * {@code target = source & mask ^ flip}: with this alone, nft's and, or and xor with constants are written.
     *
     * @param mask as long as the value is
     * @param flip as long as the value is
     */
    record Mask(Register source, Register target, Value mask, Value flip) implements Bitwise {
        public Mask {
            if (mask.length() != flip.length()) {
                throw new IllegalArgumentException(
                        "a mask of " + mask.length() + " bytes and " + flip.length() + " bytes to flip");
            }
        }

        @Override
        public void writeData(MessageWriter writer) {
            BitwiseAttributes.write(writer, source, target, mask.length(), BitwiseAttributes.NFT_BITWISE_MASK_XOR);
            mask.write(writer, BitwiseAttributes.NFTA_BITWISE_MASK);
            flip.write(writer, BitwiseAttributes.NFTA_BITWISE_XOR);
        }
    }

    /**
     * {@code target = source << bits}, or to the right.
     *
     * @param length of the value in bytes
     * @param bits how far, 0 to 31
     */
    record Shift(Register source, Register target, int length, boolean left, int bits) implements Bitwise {
        @Override
        public void writeData(MessageWriter writer) {
            int operation = left ? BitwiseAttributes.NFT_BITWISE_LSHIFT : BitwiseAttributes.NFT_BITWISE_RSHIFT;
            BitwiseAttributes.write(writer, source, target, length, operation);
            Value.ofHostInt(bits).write(writer, BitwiseAttributes.NFTA_BITWISE_DATA);
        }
    }

    @Override
    default String name() {
        return NAME;
    }

    static Bitwise read(Nest nest) {
        return BitwiseAttributes.read(nest);
    }
}
