package org.flatnet.kernel.nftables;

import java.util.List;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Adds, refreshes or deletes an element of a set, from the packet ({@code NFTA_DYNSET_*}). The set needs the flag
 * dynamic.
 *
 * @param key register with the key
 * @param data register with the map's value; null for a set
 * @param timeoutMillis 0 for the set's own
 * @param inverted goes on where it otherwise would not
 * @param expressions state kept with the element
 */
public record DynamicSet(
        String set,
        Operation operation,
        Register key,
        @Nullable Register data,
        long timeoutMillis,
        boolean inverted,
        List<Expression> expressions)
        implements Expression {
    static final String NAME = "dynset";
    private static final int NFTA_DYNSET_SET_NAME = 1;
    private static final int NFTA_DYNSET_OP = 3;
    private static final int NFTA_DYNSET_SREG_KEY = 4;
    private static final int NFTA_DYNSET_SREG_DATA = 5;
    private static final int NFTA_DYNSET_TIMEOUT = 6;
    private static final int NFTA_DYNSET_EXPR = 7;
    private static final int NFTA_DYNSET_PAD = 8;
    private static final int NFTA_DYNSET_FLAGS = 9;
    private static final int NFTA_DYNSET_EXPRESSIONS = 10;
    private static final int NFT_DYNSET_F_INV = 1;
    private static final int NFT_DYNSET_F_EXPR = 2;

    /** {@code enum nft_dynset_ops}. */
    public enum Operation implements Numbered {
        /** Makes the element if it is not there. */
        ADD(0, "add"),
        /** The same, and begins its time-out again if it is there; never changes the data of a map's element. */
        UPDATE(1, "update"),
        DELETE(2, "delete");

        private final int number;
        private final String text;

        Operation(int number, String text) {
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

    public DynamicSet {
        expressions = List.copyOf(expressions);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_DYNSET_SREG_KEY, key.number());
        if (data != null) {
            writer.attributeIntNetworkOrder(NFTA_DYNSET_SREG_DATA, data.number());
        }
        writer.attributeIntNetworkOrder(NFTA_DYNSET_OP, operation.number()).attributeString(NFTA_DYNSET_SET_NAME, set);
        if (timeoutMillis != 0) {
            writer.attributeLongNetworkOrder(NFTA_DYNSET_TIMEOUT, timeoutMillis);
        }
        if (expressions.size() == 1) {
            expressions.getFirst().write(writer, NFTA_DYNSET_EXPR);
        } else if (!expressions.isEmpty()) {
            Expression.writeList(writer, NFTA_DYNSET_EXPRESSIONS, expressions);
        }
        int flags = (inverted ? NFT_DYNSET_F_INV : 0) | (expressions.size() > 1 ? NFT_DYNSET_F_EXPR : 0);
        writer.attributeIntNetworkOrder(NFTA_DYNSET_FLAGS, flags);
    }

    static DynamicSet read(Nest nest) {
        List<Expression> expressions = List.of();
        if (nest.has(NFTA_DYNSET_EXPR)) {
            expressions = List.of(Expression.readState(nest.nested(NFTA_DYNSET_EXPR)));
        } else if (nest.has(NFTA_DYNSET_EXPRESSIONS)) {
            expressions = Expression.readStateList(nest.nested(NFTA_DYNSET_EXPRESSIONS));
        }
        nest.ignore(NFTA_DYNSET_PAD);
        int flags = nest.flags(NFTA_DYNSET_FLAGS, NFT_DYNSET_F_INV | NFT_DYNSET_F_EXPR);
        return new DynamicSet(
                nest.string(NFTA_DYNSET_SET_NAME),
                nest.constant(NFTA_DYNSET_OP, Operation.values()),
                nest.register(NFTA_DYNSET_SREG_KEY),
                nest.registerOrNull(NFTA_DYNSET_SREG_DATA),
                nest.longNumber(NFTA_DYNSET_TIMEOUT, 0),
                (flags & NFT_DYNSET_F_INV) != 0,
                expressions);
    }
}
