package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * A hash of registers, below a modulus ({@code NFTA_HASH_*}, {@code NFT_HASH_JENKINS}).
 *
 * @param length of what is hashed, in bytes
 * @param seed null where the kernel picks one
 * @param offset added to the result
 */
public record JenkinsHash(
        Register source,
        Register target,
        int length,
        int modulus,
        @Nullable Integer seed,
        int offset) implements Load {
    static final String NAME = "hash";
    private static final int NFTA_HASH_SREG = 1;
    private static final int NFTA_HASH_DREG = 2;
    private static final int NFTA_HASH_LEN = 3;
    private static final int NFTA_HASH_MODULUS = 4;
    private static final int NFTA_HASH_SEED = 5;
    private static final int NFTA_HASH_OFFSET = 6;
    private static final int NFTA_HASH_TYPE = 7;
    private static final int NFT_HASH_JENKINS = 0;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JenkinsHash into(Register register) {
        return new JenkinsHash(source, register, length, modulus, seed, offset);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_HASH_SREG, source.number())
                .attributeIntNetworkOrder(NFTA_HASH_DREG, target.number())
                .attributeIntNetworkOrder(NFTA_HASH_LEN, length)
                .attributeIntNetworkOrder(NFTA_HASH_MODULUS, modulus);
        if (seed != null) {
            writer.attributeIntNetworkOrder(NFTA_HASH_SEED, seed);
        }
        writer.attributeIntNetworkOrder(NFTA_HASH_OFFSET, offset)
                .attributeIntNetworkOrder(NFTA_HASH_TYPE, NFT_HASH_JENKINS);
    }

    static JenkinsHash read(Nest nest) {
        if (nest.number(NFTA_HASH_TYPE, NFT_HASH_JENKINS) != NFT_HASH_JENKINS) {
            throw new Unsupported("a hash of another type");
        }
        return new JenkinsHash(
                nest.register(NFTA_HASH_SREG),
                nest.register(NFTA_HASH_DREG),
                nest.number(NFTA_HASH_LEN),
                nest.number(NFTA_HASH_MODULUS),
                nest.has(NFTA_HASH_SEED) ? (Integer) nest.number(NFTA_HASH_SEED) : null,
                nest.number(NFTA_HASH_OFFSET, 0));
    }
}
