package org.flatnet.kernel.nftables;

import java.util.List;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * A rule ({@code NFTA_RULE_*}). The kernel gives each a handle; a listed one is an {@link InstalledRule}.
 *
 * @param comment at most 127 bytes; null for none
 */
public record NftRule(
        ChainId chain,
        List<Expression> expressions,
        @Nullable String comment) {
    static final int NFTA_RULE_TABLE = 1;
    static final int NFTA_RULE_CHAIN = 2;
    static final int NFTA_RULE_HANDLE = 3;
    static final int NFTA_RULE_EXPRESSIONS = 4;
    static final int NFTA_RULE_POSITION = 6;
    static final int NFTA_RULE_USERDATA = 7;
    private static final int NFTNL_UDATA_RULE_COMMENT = 0;

    public NftRule {
        expressions = List.copyOf(expressions);
        Userdata.checkComment(comment);
    }

    /** Begins a rule for this chain. */
    public static RuleBuilder in(ChainId chain) {
        return new RuleBuilder(chain);
    }

    /** The same with its counters at zero, so that rules can be compared. */
    public NftRule withoutState() {
        return new NftRule(
                chain, expressions.stream().map(Expression::withoutState).toList(), comment);
    }

    static MessageWriter writeChain(ChainId chain) {
        return NftMessage.begin(chain.table().family().number())
                .attributeString(NFTA_RULE_TABLE, chain.table().name())
                .attributeString(NFTA_RULE_CHAIN, chain.name());
    }

    MessageWriter write() {
        MessageWriter writer = writeChain(chain);
        Expression.writeList(writer, NFTA_RULE_EXPRESSIONS, expressions);
        if (comment != null) {
            writer.attributeBytes(
                    NFTA_RULE_USERDATA,
                    new Userdata().putComment(NFTNL_UDATA_RULE_COMMENT, comment).bytes());
        }
        return writer;
    }

    static InstalledRule read(Message message) {
        return Decoding.checked("rule", () -> {
            Nest nest = NftMessage.attributes("rule", message);
            ChainId chain = new ChainId(
                    new TableId(NftMessage.family(message), nest.string(NFTA_RULE_TABLE)),
                    nest.string(NFTA_RULE_CHAIN));
            List<Expression> expressions = nest.has(NFTA_RULE_EXPRESSIONS)
                    ? Expression.readList(nest.nested(NFTA_RULE_EXPRESSIONS))
                    : List.of();
            String comment = Userdata.parse(nest.take(NFTA_RULE_USERDATA)).text(NFTNL_UDATA_RULE_COMMENT);
            return new InstalledRule(nest.longNumber(NFTA_RULE_HANDLE, 0), new NftRule(chain, expressions, comment));
        });
    }
}
