package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Goes on if a register compares so with a value, byte by byte as one number in network order ({@code NFTA_CMP_*}). */
public record Compare(Register source, Operator operator, Value value) implements Expression {
    static final String NAME = "cmp";
    private static final int NFTA_CMP_SREG = 1;
    private static final int NFTA_CMP_OP = 2;
    private static final int NFTA_CMP_DATA = 3;

    /** {@code enum nft_cmp_ops}. */
    public enum Operator implements Numbered {
        EQUAL(0, "=="),
        NOT_EQUAL(1, "!="),
        LESS(2, "<"),
        AT_MOST(3, "<="),
        GREATER(4, ">"),
        AT_LEAST(5, ">=");

        private final int number;
        private final String text;

        Operator(int number, String text) {
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

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_CMP_SREG, source.number())
                .attributeIntNetworkOrder(NFTA_CMP_OP, operator.number());
        value.write(writer, NFTA_CMP_DATA);
    }

    static Compare read(Nest nest) {
        return new Compare(
                nest.register(NFTA_CMP_SREG), nest.constant(NFTA_CMP_OP, Operator.values()), nest.value(NFTA_CMP_DATA));
    }
}
