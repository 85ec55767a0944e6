package org.flatnet.kernel.nftables;

import java.util.Set;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives the flow the address of the link it leaves by as its source ({@code NFTA_MASQ_*}).
 *
 * @param ports to pick from; null for any
 */
public record Masquerade(@Nullable NatRange ports, Set<NatFlag> flags) implements Expression {
    static final String NAME = "masq";
    private static final int NFTA_MASQ_FLAGS = 1;
    private static final int NFTA_MASQ_REG_PROTO_MIN = 2;
    private static final int NFTA_MASQ_REG_PROTO_MAX = 3;

    public Masquerade {
        flags = Set.copyOf(flags);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        int number = NatFlag.number(flags, ports != null);
        if (number != 0) {
            writer.attributeIntNetworkOrder(NFTA_MASQ_FLAGS, number);
        }
        NatRange.write(writer, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX, ports);
    }

    static Masquerade read(Nest nest) {
        return new Masquerade(
                NatRange.read(nest, NFTA_MASQ_REG_PROTO_MIN, NFTA_MASQ_REG_PROTO_MAX),
                NatFlag.read(nest, NFTA_MASQ_FLAGS));
    }
}
