package org.flatnet.kernel.nftables;

import java.util.EnumSet;
import java.util.Set;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/** A table ({@code NFTA_TABLE_*}). */
public record Table(TableId id, Set<Flag> flags, @Nullable String comment) {
    private static final int NFTA_TABLE_NAME = 1;
    private static final int NFTA_TABLE_FLAGS = 2;
    private static final int NFTA_TABLE_USERDATA = 6;
    private static final int NFTNL_UDATA_TABLE_COMMENT = 0;

    /** {@code enum nft_table_flags}. */
    public enum Flag {
        /** Its chains are not asked. */
        DORMANT(1, "dormant"),
        /** Only the socket that made it may change it, and it goes when that is closed. From Linux 5.12. */
        OWNER(1 << 1, "owner"),
        /** With owner: it stays when the socket is closed. From Linux 6.9. */
        PERSIST(1 << 2, "persist");

        private final int bit;
        private final String text;

        Flag(int bit, String text) {
            this.bit = bit;
            this.text = text;
        }

        /** As nft writes it. */
        public String text() {
            return text;
        }
    }

    public Table {
        flags = Set.copyOf(flags);
        Userdata.checkComment(comment);
    }

    /** A plain table. */
    public static Table of(TableId id) {
        return new Table(id, Set.of(), null);
    }

    /** The same with a comment. Comments of tables are kept from Linux 5.10. */
    public Table withComment(String text) {
        return new Table(id, flags, text);
    }

    static MessageWriter writeId(TableId id) {
        return NftMessage.begin(id.family().number()).attributeString(NFTA_TABLE_NAME, id.name());
    }

    MessageWriter write() {
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        MessageWriter writer = writeId(id).attributeIntNetworkOrder(NFTA_TABLE_FLAGS, bits);
        if (comment != null) {
            writer.attributeBytes(
                    NFTA_TABLE_USERDATA,
                    new Userdata()
                            .putComment(NFTNL_UDATA_TABLE_COMMENT, comment)
                            .bytes());
        }
        return writer;
    }

    static Table read(Message message) {
        return Decoding.checked("table", () -> {
            Nest nest = NftMessage.attributes("table", message);
            EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
            int bits = nest.number(NFTA_TABLE_FLAGS, 0);
            for (Flag flag : Flag.values()) {
                if ((bits & flag.bit) != 0) {
                    flags.add(flag);
                }
            }
            return new Table(
                    new TableId(NftMessage.family(message), nest.string(NFTA_TABLE_NAME)),
                    flags,
                    Userdata.parse(nest.take(NFTA_TABLE_USERDATA)).text(NFTNL_UDATA_TABLE_COMMENT));
        });
    }
}
