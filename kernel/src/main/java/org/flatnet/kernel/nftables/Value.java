package org.flatnet.kernel.nftables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as a register or a set's key holds them. Never changes. Fields of packets are in network order; what the kernel
 * keeps as its own number (marks, priorities, interface indexes) is in the machine's order.
 */
public final class Value implements Data, Comparable<Value> {
    /** {@code IFNAMSIZ}: bytes of an interface name, zeros included. */
    public static final int INTERFACE_NAME_BYTES = 16;

    /** No bytes at all. */
    public static final Value EMPTY = new Value(new byte[0]);

    private static final int FIELD_ALIGNMENT = 4;

    /** 2⁶⁴ divided by the golden ratio, whose multiples lie as far from each other as can be. */
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

    private final byte[] bytes;

    private Value(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Value of(byte... bytes) {
        return new Value(bytes.clone());
    }

    /** Hexadecimal digits, two for each byte. */
    public static Value ofHex(String digits) {
        return new Value(HexFormat.of().parseHex(digits));
    }

    public static Value of(IpAddress address) {
        return new Value(address.bytes());
    }

    public static Value of(MacAddress address) {
        return new Value(address.bytes());
    }

    /** One byte, such as an IP protocol's number. */
    public static Value ofByte(int number) {
        return new Value(new byte[] {(byte) inRange(number, 0xff)});
    }

    /** Two bytes in network order, such as a port or an Ethernet type. */
    public static Value ofShort(int number) {
        inRange(number, 0xffff);
        return new Value(new byte[] {(byte) (number >>> 8), (byte) number});
    }

    /** Four bytes in network order. */
    public static Value ofInt(int number) {
        return new Value(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    /** Two bytes in the machine's order, such as a conntrack zone. */
    public static Value ofHostShort(int number) {
        inRange(number, 0xffff);
        return new Value(ByteBuffer.allocate(Short.BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) number)
                .array());
    }

    /** Four bytes in the machine's order, such as a mark. */
    public static Value ofHostInt(int number) {
        return new Value(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array());
    }

    /** An interface's whole name, filled with zeros. */
    public static Value ofInterface(String name) {
        byte[] text = interfaceName(name);
        return new Value(Arrays.copyOf(text, INTERFACE_NAME_BYTES));
    }

    /** The beginning of an interface's name: a comparison with it matches every name that begins so. */
    public static Value ofInterfacePrefix(String prefix) {
        return new Value(interfaceName(prefix));
    }

    /** Several fields as one key, each filled with zeros to a multiple of four bytes. */
    public static Value concatenation(Value... fields) {
        int length = 0;
        for (Value field : fields) {
            length += aligned(field.length());
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (Value field : fields) {
            all.put(field.bytes).position(aligned(all.position()));
        }
        return new Value(all.array());
    }

    /** A length rounded up to whole 32-bit registers. */
    static int aligned(int length) {
        return length + FIELD_ALIGNMENT - 1 & -FIELD_ALIGNMENT;
    }

    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The byte at an index, 0 to 255. */
    public int at(int index) {
        return Byte.toUnsignedInt(bytes[index]);
    }

    /** Some of the bytes. */
    public Value part(int from, int length) {
        if (from < 0 || length < 0 || from + length > bytes.length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + from + " to " + (from + length) + " of a value of " + bytes.length);
        }
        return new Value(Arrays.copyOfRange(bytes, from, from + length));
    }

    public boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The bytes as a number with the first uppermost; of at most eight bytes. */
    public long number() {
        if (bytes.length > Long.BYTES) {
            throw new IllegalStateException("a number of " + bytes.length + " bytes");
        }
        long number = 0;
        for (byte b : bytes) {
            number = number << Byte.SIZE | Byte.toUnsignedLong(b);
        }
        return number;
    }

    /** The bytes as a number in the machine's order; of at most eight bytes. */
    public long hostNumber() {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? number()
                : reversed().number();
    }

    /** The next value when the bytes are taken as one number, or null after the last. */
    public @Nullable Value next() {
        byte[] next = bytes.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] != 0) {
                return new Value(next);
            }
        }
        return null;
    }

    /** The value before when the bytes are taken as one number, or null before the first. */
    public @Nullable Value previous() {
        byte[] previous = bytes.clone();
        for (int i = previous.length - 1; i >= 0; i--) {
            if (previous[i]-- != 0) {
                return new Value(previous);
            }
        }
        return null;
    }

    /** The bytes in the opposite order. */
    Value reversed() {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new Value(reversed);
    }

    /** Text up to the first zero byte. */
    public String text() {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Value other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Value value && Arrays.equals(bytes, value.bytes);
    }

    /** Spread wide: the addresses of a set differ in a few bits, and {@link Arrays#hashCode} has one value for dozens of them. */
    @Override
    public int hashCode() {
        long hash = bytes.length;
        for (byte part : bytes) {
            hash = (hash ^ part) * GOLDEN_RATIO;
        }
        return (int) (hash >>> Integer.SIZE);
    }

    /** The bytes in hexadecimal. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static byte[] interfaceName(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length >= INTERFACE_NAME_BYTES) {
            throw new IllegalArgumentException("\"" + name + "\" is no interface name: expected 1 to 15 bytes");
        }
        return text;
    }

    private static int inRange(int number, int most) {
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(number + " is not between 0 and " + most);
        }
        return number;
    }
}
