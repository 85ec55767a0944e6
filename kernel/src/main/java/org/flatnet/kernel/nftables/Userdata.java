package org.flatnet.kernel.nftables;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What nft keeps beside an object for itself: comments, and how a set's keys are written. The kernel only stores it
 * ({@code libnftnl/udata.h}).
 *
 * <pre>
 * 0      1        2                 bytes
 * ┌──────┬────────┬────────┐
 * │ type │ length │ value  │ …       no padding; up to 256 bytes for an object, 255 for a value
 * └──────┴────────┴────────┘
 * </pre>
 */
final class Userdata {
    /** {@code NFT_USERDATA_MAXLEN}. */
    private static final int LONGEST = 256;

    private static final int LONGEST_VALUE = 255;
    private static final int LONGEST_COMMENT = 128;

    private final Map<Integer, Value> entries = new TreeMap<>();

    static Userdata parse(byte @Nullable [] bytes) {
        Userdata userdata = new Userdata();
        int at = 0;
        while (bytes != null && at < bytes.length) {
            if (bytes.length - at < 2 || bytes.length - at - 2 < Byte.toUnsignedInt(bytes[at + 1])) {
                // Another program may store what it likes there.
                return new Userdata();
            }
            int length = Byte.toUnsignedInt(bytes[at + 1]);
            userdata.entries.put(
                    Byte.toUnsignedInt(bytes[at]), Value.of(Arrays.copyOfRange(bytes, at + 2, at + 2 + length)));
            at += 2 + length;
        }
        return userdata;
    }

    @Nullable
    Value value(int type) {
        return entries.get(type);
    }

    @Nullable
    String text(int type) {
        Value value = entries.get(type);
        return value == null ? null : value.text();
    }

    Userdata put(int type, @Nullable Value value) {
        if (value != null) {
            if (value.length() > LONGEST_VALUE) {
                throw new IllegalArgumentException("userdata of " + value.length() + " bytes");
            }
            entries.put(type, value);
        }
        return this;
    }

    Userdata putComment(int type, @Nullable String comment) {
        return comment == null ? this : put(type, Value.of((comment + "\0").getBytes(StandardCharsets.UTF_8)));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    byte[] bytes() {
        byte[] all = new byte[LONGEST];
        int at = 0;
        for (Map.Entry<Integer, Value> entry : entries.entrySet()) {
            byte[] value = entry.getValue().bytes();
            if (at + 2 + value.length > LONGEST) {
                throw new IllegalArgumentException("more than " + LONGEST + " bytes of userdata");
            }
            all[at] = entry.getKey().byteValue();
            all[at + 1] = (byte) value.length;
            System.arraycopy(value, 0, all, at + 2, value.length);
            at += 2 + value.length;
        }
        return Arrays.copyOf(all, at);
    }

    /** nft reads comments of at most 128 bytes, the zero at their end included. */
    static void checkComment(@Nullable String comment) {
        if (comment == null) {
            return;
        }
        int bytes = comment.getBytes(StandardCharsets.UTF_8).length;
        if (bytes >= LONGEST_COMMENT || comment.indexOf(0) >= 0 || comment.indexOf('"') >= 0) {
            throw new IllegalArgumentException("a comment of " + bytes + " bytes: expected at most "
                    + (LONGEST_COMMENT - 1) + ", without zero bytes and quotation marks");
        }
    }
}
