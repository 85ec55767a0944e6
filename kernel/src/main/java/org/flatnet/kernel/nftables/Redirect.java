package org.flatnet.kernel.nftables;

import java.util.Set;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives the flow this machine as its destination ({@code NFTA_REDIR_*}).
 *
 * @param ports to pick from; null for any
 */
public record Redirect(@Nullable NatRange ports, Set<NatFlag> flags) implements Expression {
    static final String NAME = "redir";
    private static final int NFTA_REDIR_FLAGS = 3;
    private static final int NFTA_REDIR_REG_PROTO_MIN = 1;
    private static final int NFTA_REDIR_REG_PROTO_MAX = 2;

    public Redirect {
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
            writer.attributeIntNetworkOrder(NFTA_REDIR_FLAGS, number);
        }
        NatRange.write(writer, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX, ports);
    }

    static Redirect read(Nest nest) {
        return new Redirect(
                NatRange.read(nest, NFTA_REDIR_REG_PROTO_MIN, NFTA_REDIR_REG_PROTO_MAX),
                NatFlag.read(nest, NFTA_REDIR_FLAGS));
    }
}
