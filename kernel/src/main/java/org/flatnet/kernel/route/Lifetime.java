package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;

/**
 * How long an address may be used: {@code struct ifa_cacheinfo}, in seconds from now.
 *
 * @param preferredSeconds for new connections, {@link #FOREVER} for no end
 * @param validSeconds at all, {@link #FOREVER} for no end
 */
public record Lifetime(long preferredSeconds, long validSeconds) {
    /** {@code INFINITY_LIFE_TIME}. */
    public static final long FOREVER = 0xffff_ffffL;

    public static final Lifetime UNLIMITED = new Lifetime(FOREVER, FOREVER);

    private static final int BYTES = 16;

    public Lifetime {
        if (preferredSeconds < 0 || preferredSeconds > validSeconds || validSeconds > FOREVER) {
            throw new IllegalArgumentException("an address preferred for " + preferredSeconds + " s and valid for "
                    + validSeconds + " s: expected the first to be no longer than the second");
        }
    }

    static Lifetime read(Attributes attributes) {
        if (attributes.length() < BYTES) {
            throw new MalformedMessageException("a lifetime of " + attributes.length() + " bytes instead of 16");
        }
        ByteBuffer bytes = ByteBuffer.wrap(attributes.bytesValue()).order(ByteOrder.nativeOrder());
        return new Lifetime(Integer.toUnsignedLong(bytes.getInt(0)), Integer.toUnsignedLong(bytes.getInt(4)));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt((int) preferredSeconds)
                .putInt((int) validSeconds)
                .array();
    }

    String text() {
        return equals(UNLIMITED) ? "" : "valid_lft " + text(validSeconds) + " preferred_lft " + text(preferredSeconds);
    }

    private static String text(long seconds) {
        return seconds == FOREVER ? "forever" : Long.toString(seconds);
    }
}
