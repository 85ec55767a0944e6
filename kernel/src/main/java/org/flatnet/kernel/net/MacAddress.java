package org.flatnet.kernel.net;

import java.util.HexFormat;

/**
 * An Ethernet hardware address.
 *
 * @param bits its 48 bits, the first byte on the wire uppermost
 */
public record MacAddress(long bits) implements Comparable<MacAddress> {
    private static final int BYTES = 6;

    /** ff:ff:ff:ff:ff:ff. */
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("more than 48 bits in a MAC address");
        }
    }

    /** Reads six groups of two hexadecimal digits with colons between. */
    public static MacAddress parse(String text) {
        if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
            String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
            throw new IllegalArgumentException(
                    "\"" + shown + "\" is not a MAC address: expected six groups such as 02:00:0a:c8:00:01");
        }
        return of(HexFormat.ofDelimiter(":").parseHex(text));
    }

    /** The address with these six bytes. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
        }
        long bits = 0;
        for (byte b : bytes) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(b);
        }
        return new MacAddress(bits);
    }

    /** The six bytes, first on the wire first. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (bits >>> (BYTES - 1 - i) * Byte.SIZE);
        }
        return bytes;
    }

    /** Whether it names a group of stations (the lowest bit of the first byte); a link cannot have such an address. */
    public boolean isMulticast() {
        return (bits >>> 40 & 1) == 1;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
