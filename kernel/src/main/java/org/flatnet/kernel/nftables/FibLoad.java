package org.flatnet.kernel.nftables;

import java.util.EnumSet;
import java.util.Set;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Looks the packet up in the routing tables ({@code NFTA_FIB_*}).
 *
 * @param by what the look-up goes by
 * @param existsOnly whether it asks only if there is a result, and gives 1 or 0
 */
public record FibLoad(Register target, Result result, Set<By> by, boolean existsOnly) implements Load {
    static final String NAME = "fib";
    private static final int NFTA_FIB_DREG = 1;
    private static final int NFTA_FIB_RESULT = 2;
    private static final int NFTA_FIB_FLAGS = 3;
    private static final int NFTA_FIB_F_PRESENT = 1 << 5;

    /** {@code enum nft_fib_result}. */
    public enum Result implements Numbered {
        OIF(1, "oif"),
        OIFNAME(2, "oifname"),
        /** Local, unicast, broadcast and so on ({@code RTN_*}). */
        ADDRESS_TYPE(3, "type");

        private final int number;
        private final String text;

        Result(int number, String text) {
            this.number = number;
            this.text = text;
        }

        @Override
        public int number() {
            return number;
        }

        /** As nft writes it. */
        public String text() {
            return text;
        }
    }

    /** {@code enum nft_fib_flags}. */
    public enum By {
        SOURCE(1, "saddr"),
        DESTINATION(1 << 1, "daddr"),
        MARK(1 << 2, "mark"),
        IIF(1 << 3, "iif"),
        OIF(1 << 4, "oif");

        private final int bit;
        private final String text;

        By(int bit, String text) {
            this.bit = bit;
            this.text = text;
        }

        /** As nft writes it. */
        public String text() {
            return text;
        }
    }

    public FibLoad {
        by = Set.copyOf(by);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FibLoad into(Register register) {
        return new FibLoad(register, result, by, existsOnly);
    }

    @Override
    public void writeData(MessageWriter writer) {
        int flags = existsOnly ? NFTA_FIB_F_PRESENT : 0;
        for (By part : by) {
            flags |= part.bit;
        }
        writer.attributeIntNetworkOrder(NFTA_FIB_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_FIB_RESULT, result.number())
                .attributeIntNetworkOrder(NFTA_FIB_FLAGS, flags);
    }

    static FibLoad read(Nest nest) {
        int known = NFTA_FIB_F_PRESENT;
        for (By part : By.values()) {
            known |= part.bit;
        }
        int flags = nest.flags(NFTA_FIB_FLAGS, known);
        EnumSet<By> by = EnumSet.noneOf(By.class);
        for (By part : By.values()) {
            if ((flags & part.bit) != 0) {
                by.add(part);
            }
        }
        return new FibLoad(
                nest.register(NFTA_FIB_DREG),
                nest.constant(NFTA_FIB_RESULT, Result.values()),
                by,
                (flags & NFTA_FIB_F_PRESENT) != 0);
    }
}
