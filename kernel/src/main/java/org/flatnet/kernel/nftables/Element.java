package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * An element of a set or map ({@code NFTA_SET_ELEM_*}).
 *
 * @param data what the map gives; null in sets and maps of objects
 * @param object the object that the map gives; null in others
 * @param timeoutMillis how long it lives; 0 for the set's time-out, or for ever
 * @param expiresMillis how long it still lives; 0 for its whole time-out
 * @param state what is kept with it, such as a counter
 * @param comment null for none
 */
public record Element(
        ElementKey key,
        @Nullable Data data,
        @Nullable String object,
        long timeoutMillis,
        long expiresMillis,
        List<Expression> state,
        @Nullable String comment) {
    private static final int NFTA_SET_ELEM_KEY = 1;
    private static final int NFTA_SET_ELEM_DATA = 2;
    private static final int NFTA_SET_ELEM_FLAGS = 3;
    private static final int NFTA_SET_ELEM_TIMEOUT = 4;
    private static final int NFTA_SET_ELEM_EXPIRATION = 5;
    private static final int NFTA_SET_ELEM_USERDATA = 6;
    private static final int NFTA_SET_ELEM_EXPR = 7;
    private static final int NFTA_SET_ELEM_OBJREF = 9;
    private static final int NFTA_SET_ELEM_KEY_END = 10;
    private static final int NFTA_SET_ELEM_EXPRESSIONS = 11;
    private static final int NFT_SET_ELEM_INTERVAL_END = 1;
    private static final int NFT_SET_ELEM_CATCHALL = 2;
    private static final int NFTNL_UDATA_SET_ELEM_COMMENT = 0;

    public Element {
        state = List.copyOf(state);
        Userdata.checkComment(comment);
    }

    /** An element of a set. */
    public static Element of(Value key) {
        return new Element(new ElementKey.Single(key), null, null, 0, 0, List.of(), null);
    }

    /** An element of a map. */
    public static Element of(Value key, Data data) {
        return of(key).withData(data);
    }

    /** An element of a map of objects. */
    public static Element ofObject(Value key, String object) {
        return new Element(new ElementKey.Single(key), null, object, 0, 0, List.of(), null);
    }

    /** For every key that no other element has. From Linux 5.13. */
    public static Element catchAll() {
        return new Element(new ElementKey.CatchAll(), null, null, 0, 0, List.of(), null);
    }

    /** In a set of intervals with several fields: each field from one value to another, both included. */
    public static Element between(Value from, Value to) {
        return new Element(new ElementKey.Between(from, to), null, null, 0, 0, List.of(), null);
    }

    /**
     * In a set of intervals with one field: from one key to another, both included. The kernel keeps it as two elements,
     * of which the second is the first key after it; an interval that reaches the last key has no second. Intervals of
     * a set must not overlap.
     */
    public static List<Element> interval(Value first, Value last) {
        Element begin = of(first);
        Value next = last.next();
        return next == null
                ? List.of(begin)
                : List.of(begin, new Element(new ElementKey.End(next), null, null, 0, 0, List.of(), null));
    }

    /** In a set of intervals with one field: a network's addresses. */
    public static List<Element> interval(Cidr network) {
        return interval(Value.of(network.first()), Value.of(network.last()));
    }

    /** The same with what a map gives. */
    public Element withData(Data newData) {
        return new Element(key, newData, object, timeoutMillis, expiresMillis, state, comment);
    }

    /** The same with a time-out. */
    public Element withTimeout(long millis) {
        return new Element(key, data, object, millis, expiresMillis, state, comment);
    }

    /** The same with state, which the set must be declared with. */
    public Element withState(Expression... newState) {
        return new Element(key, data, object, timeoutMillis, expiresMillis, List.of(newState), comment);
    }

    /** The same with a comment. */
    public Element withComment(String newComment) {
        return new Element(key, data, object, timeoutMillis, expiresMillis, state, newComment);
    }

    /** The same as it was when it was made: its counters at zero, its time-out not begun. */
    public Element withoutState() {
        List<Expression> fresh = state.stream().map(Expression::withoutState).toList();
        return new Element(key, data, object, timeoutMillis, 0, fresh, comment);
    }

    void write(MessageWriter writer) {
        writer.beginNest(Constants.NFTA_LIST_ELEM);
        writeKey(writer);
        if (data != null) {
            data.write(writer, NFTA_SET_ELEM_DATA);
        }
        if (timeoutMillis != 0) {
            writer.attributeLongNetworkOrder(NFTA_SET_ELEM_TIMEOUT, timeoutMillis);
        }
        if (expiresMillis != 0) {
            writer.attributeLongNetworkOrder(NFTA_SET_ELEM_EXPIRATION, expiresMillis);
        }
        if (state.size() == 1) {
            state.getFirst().write(writer, NFTA_SET_ELEM_EXPR);
        } else if (!state.isEmpty()) {
            Expression.writeList(writer, NFTA_SET_ELEM_EXPRESSIONS, state);
        }
        if (object != null) {
            writer.attributeString(NFTA_SET_ELEM_OBJREF, object);
        }
        if (comment != null) {
            writer.attributeBytes(
                    NFTA_SET_ELEM_USERDATA,
                    new Userdata()
                            .putComment(NFTNL_UDATA_SET_ELEM_COMMENT, comment)
                            .bytes());
        }
        writer.endNest();
    }

    /** Writes what identifies it, for a deletion. */
    void writeKeyOnly(MessageWriter writer) {
        writer.beginNest(Constants.NFTA_LIST_ELEM);
        writeKey(writer);
        writer.endNest();
    }

    private void writeKey(MessageWriter writer) {
        switch (key) {
            case ElementKey.Single(Value value) -> value.write(writer, NFTA_SET_ELEM_KEY);
            case ElementKey.Between(Value from, Value to) -> {
                from.write(writer, NFTA_SET_ELEM_KEY);
                to.write(writer, NFTA_SET_ELEM_KEY_END);
            }
            case ElementKey.End(Value value) -> {
                writer.attributeIntNetworkOrder(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
                value.write(writer, NFTA_SET_ELEM_KEY);
            }
            case ElementKey.CatchAll() -> writer.attributeIntNetworkOrder(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_CATCHALL);
        }
    }

    static List<Element> readList(Attributes list) {
        List<Element> elements = new ArrayList<>();
        while (list.next()) {
            elements.add(read(list.nested()));
        }
        return elements;
    }

    private static Element read(Attributes attributes) {
        @Nullable Data key = null;
        @Nullable Data keyEnd = null;
        @Nullable Data data = null;
        @Nullable String object = null;
        @Nullable String comment = null;
        List<Expression> state = List.of();
        int flags = 0;
        long timeout = 0;
        long expires = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_SET_ELEM_KEY -> key = Data.read(attributes.nested());
                case NFTA_SET_ELEM_KEY_END -> keyEnd = Data.read(attributes.nested());
                case NFTA_SET_ELEM_DATA -> data = Data.read(attributes.nested());
                case NFTA_SET_ELEM_FLAGS -> flags = attributes.intNetworkOrder();
                case NFTA_SET_ELEM_TIMEOUT -> timeout = attributes.longNetworkOrder();
                case NFTA_SET_ELEM_EXPIRATION -> expires = attributes.longNetworkOrder();
                case NFTA_SET_ELEM_EXPR -> state = List.of(Expression.readState(attributes.nested()));
                case NFTA_SET_ELEM_EXPRESSIONS -> state = Expression.readStateList(attributes.nested());
                case NFTA_SET_ELEM_OBJREF -> object = attributes.string();
                case NFTA_SET_ELEM_USERDATA ->
                    comment = Userdata.parse(attributes.bytesValue()).text(NFTNL_UDATA_SET_ELEM_COMMENT);
                default -> {}
            }
        }
        return new Element(key(key, keyEnd, flags), data, object, timeout, expires, state, comment);
    }

    private static ElementKey key(@Nullable Data key, @Nullable Data keyEnd, int flags) {
        if ((flags & NFT_SET_ELEM_CATCHALL) != 0) {
            return new ElementKey.CatchAll();
        }
        if (!(key instanceof Value value)) {
            throw new MalformedMessageException("an element without a key");
        }
        if ((flags & NFT_SET_ELEM_INTERVAL_END) != 0) {
            return new ElementKey.End(value);
        }
        return keyEnd instanceof Value end ? new ElementKey.Between(value, end) : new ElementKey.Single(value);
    }
}
