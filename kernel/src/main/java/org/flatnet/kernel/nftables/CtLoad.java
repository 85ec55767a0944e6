package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * What connection tracking knows of the packet's flow into a register ({@code NFTA_CT_*}).
 *
 * @param direction of the tuple; null for keys that belong to the flow as a whole
 */
public record CtLoad(Register target, CtKey key, @Nullable CtDirection direction) implements Load {
    static final String NAME = "ct";
    static final int NFTA_CT_DREG = 1;
    static final int NFTA_CT_KEY = 2;
    static final int NFTA_CT_DIRECTION = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CtLoad into(Register register) {
        return new CtLoad(register, key, direction);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_CT_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_CT_KEY, key.number());
        if (direction != null) {
            writer.attributeByte(NFTA_CT_DIRECTION, direction.number());
        }
    }

    static CtLoad read(Nest nest) {
        return new CtLoad(
                nest.register(NFTA_CT_DREG),
                nest.constant(NFTA_CT_KEY, CtKey.values()),
                nest.has(NFTA_CT_DIRECTION)
                        ? Nest.constant(nest.byteNumber(NFTA_CT_DIRECTION), CtDirection.values(), "ct direction")
                        : null);
    }
}
