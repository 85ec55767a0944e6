package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * State with a name, which rules and maps share ({@code NFTA_OBJ_*}).
 *
 * @param state a {@link Counter}, {@link Quota}, {@link Limit} or {@link ConnectionLimit}; of any other type
 *     {@link Opaque}
 */
public record NamedObject(Id id, Expression state, @Nullable String comment) {
    private static final int NFTA_OBJ_TABLE = 1;
    private static final int NFTA_OBJ_NAME = 2;
    private static final int NFTA_OBJ_TYPE = 3;
    private static final int NFTA_OBJ_DATA = 4;
    private static final int NFTA_OBJ_USERDATA = 8;
    private static final int NFTNL_UDATA_OBJ_COMMENT = 0;

    /** {@code NFT_OBJECT_*}. */
    public enum Type implements Numbered {
        COUNTER(1, "counter"),
        QUOTA(2, "quota"),
        CT_HELPER(3, "ct helper"),
        LIMIT(4, "limit"),
        CONNECTION_LIMIT(5, "ct count"),
        TUNNEL(6, "tunnel"),
        CT_TIMEOUT(7, "ct timeout"),
        SECMARK(8, "secmark"),
        CT_EXPECTATION(9, "ct expectation"),
        SYNPROXY(10, "synproxy");

        private final int number;
        private final String text;

        Type(int number, String text) {
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

    /** An object's table, type and name, which identify it. */
    public record Id(TableId table, Type type, String name) {
        public Id {
            Names.check(name);
        }

        @Override
        public String toString() {
            return type.text + " " + table + " " + name;
        }
    }

    public NamedObject {
        Userdata.checkComment(comment);
    }

    /** A counter that rules share. */
    public static NamedObject counter(TableId table, String name) {
        return new NamedObject(new Id(table, Type.COUNTER, name), Counter.ZERO, null);
    }

    static MessageWriter writeId(Id id) {
        return NftMessage.begin(id.table().family().number())
                .attributeString(NFTA_OBJ_TABLE, id.table().name())
                .attributeString(NFTA_OBJ_NAME, id.name())
                .attributeIntNetworkOrder(NFTA_OBJ_TYPE, id.type().number());
    }

    MessageWriter write() {
        MessageWriter writer = writeId(id);
        writer.beginNest(NFTA_OBJ_DATA);
        state.writeData(writer);
        writer.endNest();
        if (comment != null) {
            writer.attributeBytes(
                    NFTA_OBJ_USERDATA,
                    new Userdata().putComment(NFTNL_UDATA_OBJ_COMMENT, comment).bytes());
        }
        return writer;
    }

    static NamedObject read(Message message) {
        return Decoding.checked("object", () -> {
            Nest nest = NftMessage.attributes("object", message);
            TableId table = new TableId(NftMessage.family(message), nest.string(NFTA_OBJ_TABLE));
            String name = nest.string(NFTA_OBJ_NAME);
            Type type = nest.constant(NFTA_OBJ_TYPE, Type.values());
            byte[] data = nest.take(NFTA_OBJ_DATA);
            String comment = Userdata.parse(nest.take(NFTA_OBJ_USERDATA)).text(NFTNL_UDATA_OBJ_COMMENT);
            Expression state = ExpressionReader.readState(stateName(type), data == null ? new byte[0] : data);
            return new NamedObject(new Id(table, type, name), state, comment);
        });
    }

    /** The expression that has the same attributes as objects of the type. */
    private static String stateName(Type type) {
        return switch (type) {
            case COUNTER -> Counter.NAME;
            case QUOTA -> Quota.NAME;
            case LIMIT -> Limit.NAME;
            case CONNECTION_LIMIT -> ConnectionLimit.NAME;
            default -> type.text;
        };
    }
}
