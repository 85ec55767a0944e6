package org.flatnet.kernel.nftables;

import java.util.List;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * A chain of rules ({@code NFTA_CHAIN_*}).
 *
 * @param base null for a chain that only other chains lead to
 */
public record Chain(
        ChainId id, @Nullable BaseHook base, @Nullable String comment) {
    private static final int NFTA_CHAIN_TABLE = 1;
    private static final int NFTA_CHAIN_NAME = 3;
    private static final int NFTA_CHAIN_HOOK = 4;
    private static final int NFTA_CHAIN_POLICY = 5;
    private static final int NFTA_CHAIN_TYPE = 7;
    private static final int NFTA_CHAIN_USERDATA = 12;
    private static final int NFTNL_UDATA_CHAIN_COMMENT = 0;

    public Chain {
        Userdata.checkComment(comment);
    }

    /** A chain that other chains lead to. */
    public static Chain of(ChainId id) {
        return new Chain(id, null, null);
    }

    /** A chain that the kernel itself asks, of a family that has hooks without links. */
    public static Chain base(ChainId id, ChainType type, Hook hook, int priority, Policy policy) {
        return new Chain(id, new BaseHook(type, hook, priority, policy, List.of()), null);
    }

    /** A chain at ingress or egress of these links. It goes when the last of them goes. */
    public static Chain atDevices(ChainId id, Hook hook, int priority, Policy policy, List<String> devices) {
        return new Chain(id, new BaseHook(ChainType.FILTER, hook, priority, policy, devices), null);
    }

    /** The same with a comment. Comments of chains are kept from Linux 5.10. */
    public Chain withComment(String text) {
        return new Chain(id, base, text);
    }

    static MessageWriter writeId(ChainId id) {
        return NftMessage.begin(id.table().family().number())
                .attributeString(NFTA_CHAIN_TABLE, id.table().name())
                .attributeString(NFTA_CHAIN_NAME, id.name());
    }

    MessageWriter write() {
        MessageWriter writer = writeId(id);
        if (base != null) {
            base.write(writer, NFTA_CHAIN_HOOK, id.table().family());
            writer.attributeIntNetworkOrder(NFTA_CHAIN_POLICY, base.policy().number())
                    .attributeString(NFTA_CHAIN_TYPE, base.type().text());
        }
        if (comment != null) {
            writer.attributeBytes(
                    NFTA_CHAIN_USERDATA,
                    new Userdata()
                            .putComment(NFTNL_UDATA_CHAIN_COMMENT, comment)
                            .bytes());
        }
        return writer;
    }

    static Chain read(Message message) {
        return Decoding.checked("chain", () -> {
            TableFamily family = NftMessage.family(message);
            Nest nest = NftMessage.attributes("chain", message);
            ChainId id = new ChainId(new TableId(family, nest.string(NFTA_CHAIN_TABLE)), nest.string(NFTA_CHAIN_NAME));
            BaseHook base = nest.has(NFTA_CHAIN_HOOK)
                    ? BaseHook.read(
                            family,
                            type(nest.string(NFTA_CHAIN_TYPE)),
                            Nest.constant(
                                    nest.number(NFTA_CHAIN_POLICY, Policy.ACCEPT.number()), Policy.values(), "policy"),
                            nest.nested(NFTA_CHAIN_HOOK))
                    : null;
            return new Chain(
                    id, base, Userdata.parse(nest.take(NFTA_CHAIN_USERDATA)).text(NFTNL_UDATA_CHAIN_COMMENT));
        });
    }

    private static ChainType type(String text) {
        for (ChainType type : ChainType.values()) {
            if (type.text().equals(text)) {
                return type;
            }
        }
        throw new MalformedMessageException("chain type " + text);
    }
}
