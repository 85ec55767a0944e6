package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/** Two registers with the first and the last address or port; the last one may be the same register. */
public record NatRange(Register first, Register last) {
    /** One address or port. */
    public static NatRange one(Register register) {
        return new NatRange(register, register);
    }

    static void write(MessageWriter writer, int firstType, int lastType, @Nullable NatRange range) {
        if (range != null) {
            writer.attributeIntNetworkOrder(firstType, range.first.number())
                    .attributeIntNetworkOrder(lastType, range.last.number());
        }
    }

    static @Nullable NatRange read(Nest nest, int firstType, int lastType) {
        Register first = nest.registerOrNull(firstType);
        Register last = nest.registerOrNull(lastType);
        if (first == null) {
            if (last != null) {
                throw new Unsupported("a range without its beginning");
            }
            return null;
        }
        return new NatRange(first, last == null ? first : last);
    }
}
