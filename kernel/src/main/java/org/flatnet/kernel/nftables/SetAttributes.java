package org.flatnet.kernel.nftables;

import java.util.EnumSet;
import java.util.List;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/** {@code enum nft_set_attributes}, and nft's notes beside a set. */
final class SetAttributes {
    static final int NFTA_SET_TABLE = 1;
    static final int NFTA_SET_NAME = 2;
    private static final int NFTA_SET_FLAGS = 3;
    private static final int NFTA_SET_KEY_TYPE = 4;
    private static final int NFTA_SET_KEY_LEN = 5;
    private static final int NFTA_SET_DATA_TYPE = 6;
    private static final int NFTA_SET_DATA_LEN = 7;
    private static final int NFTA_SET_DESC = 9;
    private static final int NFTA_SET_ID = 10;
    private static final int NFTA_SET_TIMEOUT = 11;
    private static final int NFTA_SET_GC_INTERVAL = 12;
    private static final int NFTA_SET_USERDATA = 13;
    private static final int NFTA_SET_OBJ_TYPE = 15;
    private static final int NFTA_SET_EXPR = 17;
    private static final int NFTA_SET_EXPRESSIONS = 18;
    private static final int NFTA_SET_DESC_SIZE = 1;
    private static final int NFTA_SET_DESC_CONCAT = 2;
    private static final int NFTA_SET_FIELD_LEN = 1;

    private static final int NFT_SET_MAP = 0x8;
    private static final int NFT_SET_OBJECT = 0x40;
    private static final int NFT_SET_CONCAT = 0x80;
    private static final int NFT_SET_EXPR = 0x100;
    private static final int NFT_DATA_VERDICT = 0xffffff00;

    private static final int NFTNL_UDATA_SET_KEYBYTEORDER = 0;
    private static final int NFTNL_UDATA_SET_DATABYTEORDER = 1;
    private static final int NFTNL_UDATA_SET_KEY_TYPEOF = 3;
    private static final int NFTNL_UDATA_SET_DATA_TYPEOF = 4;
    private static final int NFTNL_UDATA_SET_COMMENT = 7;
    private static final int BYTEORDER_HOST_ENDIAN = 1;
    private static final int BYTEORDER_BIG_ENDIAN = 2;

    private SetAttributes() {}

    static MessageWriter writeId(SetId id) {
        return NftMessage.begin(id.table().family().number())
                .attributeString(NFTA_SET_TABLE, id.table().name())
                .attributeString(NFTA_SET_NAME, id.name());
    }

    static MessageWriter write(NftSet set, int transactionId) {
        MessageWriter writer = writeId(set.id())
                .attributeIntNetworkOrder(NFTA_SET_FLAGS, flags(set))
                .attributeIntNetworkOrder(NFTA_SET_KEY_TYPE, set.key().id())
                .attributeIntNetworkOrder(NFTA_SET_KEY_LEN, set.key().length());
        if (set.data() != null) {
            writeData(writer, set.data());
        }
        writeDescription(writer, set);
        writer.attributeIntNetworkOrder(NFTA_SET_ID, transactionId);
        if (set.timeoutMillis() != 0) {
            writer.attributeLongNetworkOrder(NFTA_SET_TIMEOUT, set.timeoutMillis());
        }
        if (set.gcIntervalMillis() != 0) {
            writer.attributeIntNetworkOrder(NFTA_SET_GC_INTERVAL, set.gcIntervalMillis());
        }
        writer.attributeBytes(NFTA_SET_USERDATA, userdata(set).bytes());
        if (set.state().size() == 1) {
            set.state().getFirst().write(writer, NFTA_SET_EXPR);
        } else if (!set.state().isEmpty()) {
            Expression.writeList(writer, NFTA_SET_EXPRESSIONS, set.state());
        }
        return writer;
    }

    private static int flags(NftSet set) {
        int flags = 0;
        for (SetFlag flag : set.flags()) {
            flags |= flag.bit();
        }
        if (set.data() instanceof SetData.Objects) {
            flags |= NFT_SET_OBJECT;
        } else if (set.data() != null) {
            flags |= NFT_SET_MAP;
        }
        flags |= set.isConcatenatedInterval() ? NFT_SET_CONCAT : 0;
        return flags | (set.state().size() > 1 ? NFT_SET_EXPR : 0);
    }

    private static void writeData(MessageWriter writer, SetData data) {
        switch (data) {
            case SetData.Values(KeyType type) ->
                writer.attributeIntNetworkOrder(NFTA_SET_DATA_TYPE, type.id())
                        .attributeIntNetworkOrder(NFTA_SET_DATA_LEN, type.length());
            case SetData.Verdicts() ->
                writer.attributeIntNetworkOrder(NFTA_SET_DATA_TYPE, NFT_DATA_VERDICT)
                        .attributeIntNetworkOrder(NFTA_SET_DATA_LEN, 0);
            case SetData.Objects(NamedObject.Type type) ->
                writer.attributeIntNetworkOrder(NFTA_SET_OBJ_TYPE, type.number());
        }
    }

    private static void writeDescription(MessageWriter writer, NftSet set) {
        if (set.size() == 0 && !set.isConcatenatedInterval()) {
            return;
        }
        writer.beginNest(NFTA_SET_DESC);
        if (set.size() != 0) {
            writer.attributeIntNetworkOrder(NFTA_SET_DESC_SIZE, set.size());
        }
        if (set.isConcatenatedInterval()) {
            writer.beginNest(NFTA_SET_DESC_CONCAT);
            for (FieldType field : set.key().fields()) {
                writer.beginNest(Constants.NFTA_LIST_ELEM)
                        .attributeIntNetworkOrder(NFTA_SET_FIELD_LEN, field.length())
                        .endNest();
            }
            writer.endNest();
        }
        writer.endNest();
    }

    private static Userdata userdata(NftSet set) {
        Userdata userdata = new Userdata().put(NFTNL_UDATA_SET_KEYBYTEORDER, order(set.key()));
        if (set.data() != null) {
            userdata.put(
                    NFTNL_UDATA_SET_DATABYTEORDER,
                    set.data() instanceof SetData.Values(KeyType type) ? order(type) : Value.ofHostInt(0));
        }
        if (set.typeOf() != null) {
            userdata.put(NFTNL_UDATA_SET_KEY_TYPEOF, set.typeOf().key());
            userdata.put(NFTNL_UDATA_SET_DATA_TYPEOF, set.typeOf().data());
        }
        return userdata.putComment(NFTNL_UDATA_SET_COMMENT, set.comment());
    }

    private static Value order(KeyType type) {
        List<FieldType> fields = type.fields();
        if (fields.size() != 1) {
            return Value.ofHostInt(0);
        }
        return Value.ofHostInt(fields.getFirst().hostOrder() ? BYTEORDER_HOST_ENDIAN : BYTEORDER_BIG_ENDIAN);
    }

    static NftSet read(Message message) {
        Nest nest = NftMessage.attributes("set", message);
        SetId id = new SetId(
                new TableId(NftMessage.family(message), nest.string(NFTA_SET_TABLE)), nest.string(NFTA_SET_NAME));
        int bits = nest.number(NFTA_SET_FLAGS, 0);
        EnumSet<SetFlag> flags = EnumSet.noneOf(SetFlag.class);
        for (SetFlag flag : SetFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                flags.add(flag);
            }
        }
        Userdata userdata = Userdata.parse(nest.take(NFTA_SET_USERDATA));
        return new NftSet(
                id,
                new KeyType(nest.number(NFTA_SET_KEY_TYPE, 0), nest.number(NFTA_SET_KEY_LEN)),
                readData(nest, bits),
                flags,
                readSize(nest),
                nest.longNumber(NFTA_SET_TIMEOUT, 0),
                nest.number(NFTA_SET_GC_INTERVAL, 0),
                readState(nest),
                typeOf(userdata),
                userdata.text(NFTNL_UDATA_SET_COMMENT));
    }

    private static @Nullable SetData readData(Nest nest, int bits) {
        if ((bits & NFT_SET_OBJECT) != 0) {
            return new SetData.Objects(nest.constant(NFTA_SET_OBJ_TYPE, NamedObject.Type.values()));
        }
        if ((bits & NFT_SET_MAP) == 0) {
            return null;
        }
        int type = nest.number(NFTA_SET_DATA_TYPE);
        return type == NFT_DATA_VERDICT
                ? new SetData.Verdicts()
                : new SetData.Values(new KeyType(type, nest.number(NFTA_SET_DATA_LEN)));
    }

    private static int readSize(Nest nest) {
        return nest.has(NFTA_SET_DESC)
                ? new Nest("set description", nest.nested(NFTA_SET_DESC)).number(NFTA_SET_DESC_SIZE, 0)
                : 0;
    }

    private static List<Expression> readState(Nest nest) {
        if (nest.has(NFTA_SET_EXPRESSIONS)) {
            return Expression.readStateList(nest.nested(NFTA_SET_EXPRESSIONS));
        }
        return nest.has(NFTA_SET_EXPR) ? List.of(Expression.readState(nest.nested(NFTA_SET_EXPR))) : List.of();
    }

    private static @Nullable TypeOf typeOf(Userdata userdata) {
        Value key = userdata.value(NFTNL_UDATA_SET_KEY_TYPEOF);
        Value data = userdata.value(NFTNL_UDATA_SET_DATA_TYPEOF);
        return key == null && data == null ? null : new TypeOf(key, data);
    }
}
