package org.flatnet.kernel.nftables;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one nest, by type. It remembers which were asked for, so that {@link #end} finds those that the
 * caller does not know.
 */
final class Nest {
    private final Map<Integer, byte[]> values = new HashMap<>();
    private final String what;

    Nest(String what, @Nullable Attributes attributes) {
        this.what = what;
        while (attributes != null && attributes.next()) {
            values.put(attributes.type(), attributes.bytesValue());
        }
    }

    boolean has(int type) {
        return values.containsKey(type);
    }

    /** Takes an attribute as bytes; each can be taken once. */
    byte @Nullable [] take(int type) {
        return values.remove(type);
    }

    private byte[] require(int type, int bytes) {
        byte[] value = take(type);
        if (value == null) {
            throw new MalformedMessageException(what + " without its attribute " + type);
        }
        if (value.length < bytes) {
            throw new MalformedMessageException(
                    what + ": attribute " + type + " has " + value.length + " bytes instead of " + bytes);
        }
        return value;
    }

    private long unsigned(int type, int bytes) {
        return Value.of(require(type, bytes)).part(0, bytes).number();
    }

    int byteNumber(int type) {
        return (int) unsigned(type, Byte.BYTES);
    }

    int byteNumber(int type, int absent) {
        return has(type) ? byteNumber(type) : absent;
    }

    int shortNumber(int type, int absent) {
        return has(type) ? (int) unsigned(type, Short.BYTES) : absent;
    }

    int number(int type) {
        return (int) unsigned(type, Integer.BYTES);
    }

    /** The number of an attribute that is to be taken later. */
    int peek(int type) {
        byte[] value = require(type, Integer.BYTES);
        values.put(type, value);
        return (int) Value.of(value).part(0, Integer.BYTES).number();
    }

    int number(int type, int absent) {
        return has(type) ? number(type) : absent;
    }

    long longNumber(int type, long absent) {
        return has(type) ? unsigned(type, Long.BYTES) : absent;
    }

    String string(int type) {
        return text(require(type, 1));
    }

    @Nullable
    String stringOrNull(int type) {
        return has(type) ? string(type) : null;
    }

    private static String text(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    Register register(int type) {
        return Register.ofNumber(number(type));
    }

    @Nullable
    Register registerOrNull(int type) {
        return has(type) ? register(type) : null;
    }

    Attributes nested(int type) {
        return new Attributes(require(type, 0));
    }

    Data data(int type) {
        return Data.read(nested(type));
    }

    Value value(int type) {
        if (data(type) instanceof Value value) {
            return value;
        }
        throw new MalformedMessageException(what + ": attribute " + type + " is a verdict instead of a value");
    }

    /** The constant with the number that the attribute holds. */
    <E extends Enum<E> & Numbered> E constant(int type, E[] constants) {
        return constant(number(type), constants, what);
    }

    static <E extends Enum<E> & Numbered> E constant(int number, E[] constants, String what) {
        for (E constant : constants) {
            if (constant.number() == number) {
                return constant;
            }
        }
        throw new Unsupported(what + " with number " + number);
    }

    /** A number of flags of which no others than these are known. */
    int flags(int type, int known) {
        int flags = number(type, 0);
        if ((flags & ~known) != 0) {
            throw new Unsupported(what + " with flags " + flags);
        }
        return flags;
    }

    /** Says that an attribute means nothing: padding before 64-bit numbers on some machines. */
    Nest ignore(int type) {
        values.remove(type);
        return this;
    }

    /** To be called when all that is known was taken. */
    void end() {
        if (!values.isEmpty()) {
            throw new Unsupported(what + " attributes " + values.keySet());
        }
    }
}
