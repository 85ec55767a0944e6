package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * Goes on until so many bytes went by or, inverted, from then on ({@code NFTA_QUOTA_*}).
 *
 * @param over whether it goes on once the bytes are used up
 */
public record Quota(long bytes, boolean over, long consumedBytes) implements Expression {
    static final String NAME = "quota";
    private static final int NFTA_QUOTA_BYTES = 1;
    private static final int NFTA_QUOTA_FLAGS = 2;
    private static final int NFTA_QUOTA_PAD = 3;
    private static final int NFTA_QUOTA_CONSUMED = 4;
    private static final int NFT_QUOTA_F_INV = 1;
    private static final int NFT_QUOTA_F_DEPLETED = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeLongNetworkOrder(NFTA_QUOTA_BYTES, bytes)
                .attributeLongNetworkOrder(NFTA_QUOTA_CONSUMED, consumedBytes)
                .attributeIntNetworkOrder(NFTA_QUOTA_FLAGS, over ? NFT_QUOTA_F_INV : 0);
    }

    static Quota read(Nest nest) {
        int flags = nest.ignore(NFTA_QUOTA_PAD).flags(NFTA_QUOTA_FLAGS, NFT_QUOTA_F_INV | NFT_QUOTA_F_DEPLETED);
        return new Quota(
                nest.longNumber(NFTA_QUOTA_BYTES, 0),
                (flags & NFT_QUOTA_F_INV) != 0,
                nest.longNumber(NFTA_QUOTA_CONSUMED, 0));
    }

    @Override
    public Quota withoutState() {
        return new Quota(bytes, over, 0);
    }
}
