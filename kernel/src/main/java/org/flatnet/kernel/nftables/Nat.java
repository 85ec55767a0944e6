package org.flatnet.kernel.nftables;

import java.util.Set;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Gives the flow another source or destination ({@code NFTA_NAT_*}).
 *
 * @param destination whether the destination is changed instead of the source
 * @param addresses null to keep the address
 * @param ports null to keep the port
 */
public record Nat(
        boolean destination,
        IpFamily family,
        @Nullable NatRange addresses,
        @Nullable NatRange ports,
        Set<NatFlag> flags)
        implements Expression {
    static final String NAME = "nat";
    private static final int NFTA_NAT_TYPE = 1;
    private static final int NFTA_NAT_FAMILY = 2;
    private static final int NFTA_NAT_REG_ADDR_MIN = 3;
    private static final int NFTA_NAT_REG_ADDR_MAX = 4;
    private static final int NFTA_NAT_REG_PROTO_MIN = 5;
    private static final int NFTA_NAT_REG_PROTO_MAX = 6;
    private static final int NFTA_NAT_FLAGS = 7;

    public Nat {
        flags = Set.copyOf(flags);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_NAT_TYPE, destination ? 1 : 0)
                .attributeIntNetworkOrder(NFTA_NAT_FAMILY, family.addressFamily());
        NatRange.write(writer, NFTA_NAT_REG_ADDR_MIN, NFTA_NAT_REG_ADDR_MAX, addresses);
        NatRange.write(writer, NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX, ports);
        int number = NatFlag.number(flags, ports != null);
        if (number != 0) {
            writer.attributeIntNetworkOrder(NFTA_NAT_FLAGS, number);
        }
    }

    static Nat read(Nest nest) {
        return new Nat(
                nest.flags(NFTA_NAT_TYPE, 1) == 1,
                IpFamily.ofAddressFamily(nest.number(NFTA_NAT_FAMILY)),
                NatRange.read(nest, NFTA_NAT_REG_ADDR_MIN, NFTA_NAT_REG_ADDR_MAX),
                NatRange.read(nest, NFTA_NAT_REG_PROTO_MIN, NFTA_NAT_REG_PROTO_MAX),
                NatFlag.read(nest, NFTA_NAT_FLAGS));
    }
}
