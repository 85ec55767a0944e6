package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * A register into bytes of the packet ({@code NFTA_PAYLOAD_SREG}).
 *
 * @param offset bytes from the beginning of the header
 * @param length in bytes
 * @param checksum which checksum the kernel puts right
 * @param checksumOffset where that checksum is, in bytes from the beginning of the header
 * @param pseudoHeader whether the transport's checksum covers the bytes too ({@code NFT_PAYLOAD_L4CSUM_PSEUDOHDR})
 */
public record PayloadStore(
        Register source,
        PayloadBase base,
        int offset,
        int length,
        Checksum checksum,
        int checksumOffset,
        boolean pseudoHeader)
        implements Expression {
    static final int NFTA_PAYLOAD_SREG = 5;
    private static final int NFTA_PAYLOAD_CSUM_TYPE = 6;
    private static final int NFTA_PAYLOAD_CSUM_OFFSET = 7;
    private static final int NFTA_PAYLOAD_CSUM_FLAGS = 8;

    /** {@code enum nft_payload_csum_types}. */
    public enum Checksum implements Numbered {
        NONE(0),
        INTERNET(1),
        SCTP(2);

        private final int number;

        Checksum(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    @Override
    public String name() {
        return PayloadLoad.NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_PAYLOAD_SREG, source.number())
                .attributeIntNetworkOrder(PayloadLoad.NFTA_PAYLOAD_BASE, base.number())
                .attributeIntNetworkOrder(PayloadLoad.NFTA_PAYLOAD_OFFSET, offset)
                .attributeIntNetworkOrder(PayloadLoad.NFTA_PAYLOAD_LEN, length)
                .attributeIntNetworkOrder(NFTA_PAYLOAD_CSUM_TYPE, checksum.number())
                .attributeIntNetworkOrder(NFTA_PAYLOAD_CSUM_OFFSET, checksumOffset)
                .attributeIntNetworkOrder(NFTA_PAYLOAD_CSUM_FLAGS, pseudoHeader ? 1 : 0);
    }

    static PayloadStore read(Nest nest) {
        return new PayloadStore(
                nest.register(NFTA_PAYLOAD_SREG),
                nest.constant(PayloadLoad.NFTA_PAYLOAD_BASE, PayloadBase.values()),
                nest.number(PayloadLoad.NFTA_PAYLOAD_OFFSET),
                nest.number(PayloadLoad.NFTA_PAYLOAD_LEN),
                nest.has(NFTA_PAYLOAD_CSUM_TYPE)
                        ? nest.constant(NFTA_PAYLOAD_CSUM_TYPE, Checksum.values())
                        : Checksum.NONE,
                nest.number(NFTA_PAYLOAD_CSUM_OFFSET, 0),
                nest.flags(NFTA_PAYLOAD_CSUM_FLAGS, 1) == 1);
    }
}
