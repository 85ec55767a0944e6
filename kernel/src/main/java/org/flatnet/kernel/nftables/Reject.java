package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Drops the packet and tells its sender ({@code NFTA_REJECT_*}).
 *
 * @param code of the ICMP message; 0 for a TCP reset
 */
public record Reject(Type type, int code) implements Expression {
    static final String NAME = "reject";
    private static final int NFTA_REJECT_TYPE = 1;
    private static final int NFTA_REJECT_ICMP_CODE = 2;

    /** {@code enum nft_reject_types}. */
    public enum Type implements Numbered {
        /** An ICMP message of the table's own family. */
        ICMP_UNREACHABLE(0),
        TCP_RESET(1),
        /** For tables of both families: codes of {@code enum nft_reject_inet_code}. */
        ICMPX_UNREACHABLE(2);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** {@code NFT_REJECT_ICMPX_PORT_UNREACH}, in tables of both families. */
    public static final Reject PORT_UNREACHABLE = new Reject(Type.ICMPX_UNREACHABLE, 1);
    /** {@code NFT_REJECT_ICMPX_ADMIN_PROHIBITED}, in tables of both families. */
    public static final Reject PROHIBITED = new Reject(Type.ICMPX_UNREACHABLE, 3);

    public static final Reject TCP_RESET = new Reject(Type.TCP_RESET, 0);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_REJECT_TYPE, type.number());
        if (type != Type.TCP_RESET) {
            writer.attributeByte(NFTA_REJECT_ICMP_CODE, code);
        }
    }

    static Reject read(Nest nest) {
        return new Reject(nest.constant(NFTA_REJECT_TYPE, Type.values()), nest.byteNumber(NFTA_REJECT_ICMP_CODE, 0));
    }
}
