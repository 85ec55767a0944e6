package org.flatnet.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;

/**
 * Writes the body of one netlink message: a fixed header, then attributes, aligned to four bytes as the kernel demands.
 * Not for use by several threads.
 *
 * <pre>
 * 0      2      4                      bytes
 * ┌──────┬──────┬──────────┬─────────┐
 * │length│ type │ value …  │ padding │  struct nlattr: length is of header and value, without padding;
 * └──────┴──────┴──────────┴─────────┘  bit 15 of the type marks a nest, bit 14 network byte order
 * </pre>
 *
 * Numbers are written in the machine's order unless the method says otherwise ({@code linux/netlink.h}).
 */
public final class MessageWriter {
    /** {@code NLA_F_NESTED}: the value is attributes itself. */
    public static final int NESTED = 1 << 15;

    private static final int ALIGNMENT = 4;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int LONGEST_ATTRIBUTE = 0xffff;
    private static final int DEEPEST_NEST = 16;

    private ByteBuffer buffer;
    private final int[] nests = new int[DEEPEST_NEST];
    private int depth;

    public MessageWriter() {
        this(256);
    }

    public MessageWriter(int expectedBytes) {
        buffer = ByteBuffer.allocate(expectedBytes).order(ByteOrder.nativeOrder());
    }

    /** Bytes written so far. */
    public int length() {
        return buffer.position();
    }

    /** A raw byte, for fixed headers. */
    public MessageWriter putByte(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    /** A raw 16-bit number in the machine's order, for fixed headers. */
    public MessageWriter putShort(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    /** A raw 16-bit number in network order, for fixed headers. */
    public MessageWriter putShortNetworkOrder(int value) {
        return putByte(value >>> 8).putByte(value);
    }

    /** A raw 32-bit number in the machine's order, for fixed headers. */
    public MessageWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    /** Raw bytes, for fixed headers. */
    public MessageWriter putBytes(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /** An attribute of no bytes, whose presence is its meaning ({@code NLA_FLAG}). */
    public MessageWriter flag(int type) {
        return header(type, 0);
    }

    public MessageWriter attributeByte(int type, int value) {
        header(type, Byte.BYTES);
        buffer.put((byte) value);
        return padded();
    }

    public MessageWriter attributeShort(int type, int value) {
        header(type, Short.BYTES);
        buffer.putShort((short) value);
        return padded();
    }

    /** A 16-bit number in network order, such as a port. */
    public MessageWriter attributeShortNetworkOrder(int type, int value) {
        header(type, Short.BYTES);
        buffer.put((byte) (value >>> 8)).put((byte) value);
        return padded();
    }

    public MessageWriter attributeInt(int type, int value) {
        header(type, Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    /** A 32-bit number in network order, as nftables and conntrack have all of theirs. */
    public MessageWriter attributeIntNetworkOrder(int type, int value) {
        header(type, Integer.BYTES);
        buffer.order(ByteOrder.BIG_ENDIAN).putInt(value).order(ByteOrder.nativeOrder());
        return this;
    }

    public MessageWriter attributeLong(int type, long value) {
        header(type, Long.BYTES);
        buffer.putLong(value);
        return this;
    }

    /** A 64-bit number in network order. */
    public MessageWriter attributeLongNetworkOrder(int type, long value) {
        header(type, Long.BYTES);
        buffer.order(ByteOrder.BIG_ENDIAN).putLong(value).order(ByteOrder.nativeOrder());
        return this;
    }

    /** UTF-8 text with the zero byte at its end that the kernel expects of names. */
    public MessageWriter attributeString(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return attributeBytes(type, Arrays.copyOf(bytes, bytes.length + 1));
    }

    public MessageWriter attributeBytes(int type, byte[] bytes) {
        header(type, bytes.length);
        buffer.put(bytes);
        return padded();
    }

    public MessageWriter attributeAddress(int type, IpAddress address) {
        return attributeBytes(type, address.bytes());
    }

    public MessageWriter attributeMac(int type, MacAddress address) {
        return attributeBytes(type, address.bytes());
    }

    /** Writes attributes into a nest of this type. */
    public MessageWriter nest(int type, Runnable attributes) {
        beginNest(type);
        attributes.run();
        return endNest();
    }

    /** Begins a nest; every attribute up to {@link #endNest} stands in it. */
    public MessageWriter beginNest(int type) {
        if (depth == DEEPEST_NEST) {
            throw new IllegalStateException("attributes nested deeper than " + DEEPEST_NEST);
        }
        nests[depth++] = buffer.position();
        return header(type | NESTED, 0);
    }

    /**
     * Ends the innermost nest.
     *
     * @throws IllegalStateException if the nest is longer than the 65,535 bytes that its length can say
     */
    public MessageWriter endNest() {
        if (depth == 0) {
            throw new IllegalStateException("no nest is open");
        }
        int start = nests[--depth];
        int length = buffer.position() - start;
        if (length > LONGEST_ATTRIBUTE) {
            throw new IllegalStateException("a nest of " + length + " bytes; an attribute holds " + LONGEST_ATTRIBUTE);
        }
        buffer.putShort(start, (short) length);
        return this;
    }

    /** What was written. All nests must have been ended. */
    public byte[] toBytes() {
        if (depth != 0) {
            throw new IllegalStateException(depth + " nests are still open");
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private MessageWriter header(int type, int valueLength) {
        int length = ATTRIBUTE_HEADER + valueLength;
        if (length > LONGEST_ATTRIBUTE) {
            throw new IllegalStateException("an attribute of " + length + " bytes; the most is " + LONGEST_ATTRIBUTE);
        }
        room(length + ALIGNMENT).putShort((short) length).putShort((short) type);
        return this;
    }

    private MessageWriter padded() {
        while (buffer.position() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
