package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * A register into the packet's flow: its mark, or the zone in which it will be looked up.
 *
 * @param direction for which direction the zone holds; null for both
 */
public record CtStore(Register source, CtKey key, @Nullable CtDirection direction) implements Expression {
    static final int NFTA_CT_SREG = 4;

    @Override
    public String name() {
        return CtLoad.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_CT_SREG, source.number())
                .attributeIntNetworkOrder(CtLoad.NFTA_CT_KEY, key.number());
        if (direction != null) {
            writer.attributeByte(CtLoad.NFTA_CT_DIRECTION, direction.number());
        }
    }

    static CtStore read(Nest nest) {
        return new CtStore(
                nest.register(NFTA_CT_SREG),
                nest.constant(CtLoad.NFTA_CT_KEY, CtKey.values()),
                nest.has(CtLoad.NFTA_CT_DIRECTION)
                        ? Nest.constant(nest.byteNumber(CtLoad.NFTA_CT_DIRECTION), CtDirection.values(), "ct direction")
                        : null);
    }
}
