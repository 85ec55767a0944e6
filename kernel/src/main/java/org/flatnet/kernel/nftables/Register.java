package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MalformedMessageException;

/**
 * One of the sixteen 32-bit data registers, or the first of several that hold a longer value. The kernel also numbers
 * every fourth as one of four 128-bit registers, and lists it so; both numbers are the same register here.
 *
 * <pre>
 *  slot    0   1   2   3   4   5 … 15
 *  number  1   9  10  11   2  13 … 23      NFT_REG_1 to NFT_REG_4, NFT_REG32_00 (8) to NFT_REG32_15 (23)
 * </pre>
 *
 * @param slot 0 to 15
 */
public record Register(int slot) {
    private static final int SLOTS = 16;
    private static final int SLOTS_OF_LONG_REGISTER = 4;
    private static final int NFT_REG_4 = 4;
    private static final int NFT_REG32_00 = 8;

    /** {@code NFT_REG_SIZE}: a value of up to so many bytes leaves the next long register free. */
    static final int BYTES_OF_LONG = 16;

    /** The first register; most rules need no other. */
    public static final Register FIRST = new Register(0);

    public Register {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("register " + slot + ": there are 0 to 15");
        }
    }

    /** The number as the kernel itself lists it. */
    int number() {
        return slot % SLOTS_OF_LONG_REGISTER == 0 ? slot / SLOTS_OF_LONG_REGISTER + 1 : NFT_REG32_00 + slot;
    }

    static Register ofNumber(int number) {
        if (number >= 1 && number <= NFT_REG_4) {
            return new Register((number - 1) * SLOTS_OF_LONG_REGISTER);
        }
        if (number >= NFT_REG32_00 && number < NFT_REG32_00 + SLOTS) {
            return new Register(number - NFT_REG32_00);
        }
        throw new MalformedMessageException("register " + number);
    }

    /** The register after a value of that many bytes that begins here. */
    public Register after(int bytes) {
        return new Register(slot + Value.aligned(bytes) / Integer.BYTES);
    }
}
