package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a packet ({@code NFTA_VERDICT_*}).
 *
 * @param code one of {@code enum nft_verdicts} or {@code NF_ACCEPT}, {@code NF_DROP}
 * @param chain where to go on; for jump and goto alone
 */
public record Verdict(int code, @Nullable String chain) implements Data {
    private static final int NF_DROP = 0;
    private static final int NF_ACCEPT = 1;
    private static final int NFT_CONTINUE = -1;
    private static final int NFT_BREAK = -2;
    private static final int NFT_JUMP = -3;
    private static final int NFT_GOTO = -4;
    private static final int NFT_RETURN = -5;

    private static final int NFTA_VERDICT_CODE = 1;
    private static final int NFTA_VERDICT_CHAIN = 2;

    public static final Verdict ACCEPT = new Verdict(NF_ACCEPT, null);
    public static final Verdict DROP = new Verdict(NF_DROP, null);
    /** On with the next rule. */
    public static final Verdict CONTINUE = new Verdict(NFT_CONTINUE, null);
    /** Back to the rule after the jump, or the base chain's policy. */
    public static final Verdict RETURN = new Verdict(NFT_RETURN, null);

    public Verdict {
        if ((chain != null) != (code == NFT_JUMP || code == NFT_GOTO)) {
            throw new IllegalArgumentException("a verdict names a chain if and only if it is a jump or a goto");
        }
    }

    /** To that chain, and back at its end. */
    public static Verdict jump(String chain) {
        return new Verdict(NFT_JUMP, chain);
    }

    /** To that chain, and not back. */
    public static Verdict goTo(String chain) {
        return new Verdict(NFT_GOTO, chain);
    }

    void write(MessageWriter writer) {
        writer.beginNest(Constants.NFTA_DATA_VERDICT).attributeIntNetworkOrder(NFTA_VERDICT_CODE, code);
        if (chain != null) {
            writer.attributeString(NFTA_VERDICT_CHAIN, chain);
        }
        writer.endNest();
    }

    static Verdict read(Attributes attributes) {
        int code = 0;
        boolean found = false;
        @Nullable String chain = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_VERDICT_CODE -> {
                    code = attributes.intNetworkOrder();
                    found = true;
                }
                case NFTA_VERDICT_CHAIN -> chain = attributes.string();
                default -> throw new Unsupported("verdict attribute " + attributes.type());
            }
        }
        if (!found) {
            throw new MalformedMessageException("a verdict without its code");
        }
        return new Verdict(code, chain);
    }

    /** As nft writes it. */
    @Override
    public String toString() {
        return switch (code) {
            case NF_ACCEPT -> "accept";
            case NF_DROP -> "drop";
            case NFT_CONTINUE -> "continue";
            case NFT_BREAK -> "break";
            case NFT_RETURN -> "return";
            case NFT_JUMP -> "jump " + chain;
            case NFT_GOTO -> "goto " + chain;
            default -> "verdict " + code;
        };
    }
}
