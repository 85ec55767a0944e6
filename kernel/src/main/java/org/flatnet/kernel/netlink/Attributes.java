package org.flatnet.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;

/**
 * A cursor over the attributes of a message or a nest. Every read is checked against the bytes that are there; what does
 * not fit is a {@link MalformedMessageException}. Not for use by several threads.
 *
 * <pre>{@code
 * Attributes attributes = message.attributes(IFINFO_BYTES);
 * while (attributes.next()) {
 *     switch (attributes.type()) {
 *         case IFLA_IFNAME -> name = attributes.string();
 *         …
 *     }
 * }
 * }</pre>
 */
public final class Attributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;

    private final ByteBuffer bytes;
    private int nextStart;
    private int flaggedType;
    private int valueStart;
    private int valueLength;

    /** Attributes in these bytes, from the first to the last of them. */
    public Attributes(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    /** Attributes in the remaining bytes of the buffer, whose position does not move. */
    public Attributes(ByteBuffer buffer) {
        this.bytes = buffer.slice().order(ByteOrder.nativeOrder());
    }

    /** Moves to the next attribute; false at the end. */
    public boolean next() {
        if (bytes.limit() - nextStart < HEADER) {
            return false;
        }
        int length = Short.toUnsignedInt(bytes.getShort(nextStart));
        if (length < HEADER || length > bytes.limit() - nextStart) {
            throw new MalformedMessageException("an attribute at byte " + nextStart + " of " + bytes.limit()
                    + " says that it is " + length + " bytes long");
        }
        flaggedType = Short.toUnsignedInt(bytes.getShort(nextStart + 2));
        valueStart = nextStart + HEADER;
        valueLength = length - HEADER;
        nextStart = Math.min(bytes.limit(), nextStart + (length + 3 & ~3));
        return true;
    }

    /** The current attribute's type, without the two flag bits. */
    public int type() {
        return flaggedType & TYPE_MASK;
    }

    /** The current attribute's type with its two flag bits, for those who write it again as it came. */
    public int flaggedType() {
        return flaggedType;
    }

    /** Bytes of the current attribute's value. */
    public int length() {
        return valueLength;
    }

    public int byteValue() {
        require(Byte.BYTES);
        return Byte.toUnsignedInt(bytes.get(valueStart));
    }

    public int shortValue() {
        require(Short.BYTES);
        return Short.toUnsignedInt(bytes.getShort(valueStart));
    }

    /** A 16-bit number in network order. */
    public int shortNetworkOrder() {
        int value = shortValue();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? value
                : Short.toUnsignedInt(Short.reverseBytes((short) value));
    }

    public int intValue() {
        require(Integer.BYTES);
        return bytes.getInt(valueStart);
    }

    /** A 32-bit number in network order. */
    public int intNetworkOrder() {
        int value = intValue();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    public long longValue() {
        require(Long.BYTES);
        return bytes.getLong(valueStart);
    }

    /** A 64-bit number in network order. */
    public long longNetworkOrder() {
        long value = longValue();
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** UTF-8 text up to its first zero byte or its end. */
    public String string() {
        byte[] value = bytesValue();
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(value, 0, end, StandardCharsets.UTF_8);
    }

    /** A copy of the value. */
    public byte[] bytesValue() {
        byte[] value = new byte[valueLength];
        bytes.get(valueStart, value);
        return value;
    }

    /** An address of the family that its length says. */
    public IpAddress address() {
        if (valueLength != IpFamily.IPV4.bytes() && valueLength != IpFamily.IPV6.bytes()) {
            throw new MalformedMessageException("attribute " + type() + ": an IP address of " + valueLength + " bytes");
        }
        return IpAddress.of(bytesValue());
    }

    public MacAddress mac() {
        if (valueLength != 6) {
            throw new MalformedMessageException("attribute " + type() + ": a MAC address of " + valueLength + " bytes");
        }
        return MacAddress.of(bytesValue());
    }

    /** The attributes inside the current one. */
    public Attributes nested() {
        return new Attributes(bytes.slice(valueStart, valueLength));
    }

    private void require(int length) {
        if (valueLength < length) {
            throw new MalformedMessageException(
                    "attribute " + type() + " has " + valueLength + " bytes; at least " + length + " were expected");
        }
    }
}
