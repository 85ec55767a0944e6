package org.flatnet.kernel.net;

/**
 * An address of either family, without zone. Ordered by family, then as an unsigned number. An IPv4 address and its
 * IPv4-mapped IPv6 form are different values, as they are to the kernel.
 *
 * @param family the address's family
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits; of an IPv4 address its 32 bits
 */
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {
    /** 2⁶⁴ divided by the golden ratio, whose multiples lie as far from each other as can be. */
    private static final long GOLDEN_RATIO = 0x9e37_79b9_7f4a_7c15L;

    public IpAddress {
        if (family == IpFamily.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("more than 32 bits in an IPv4 address");
        }
    }

    /** Reads an address in text form: dotted decimal without leading zeros, or RFC 4291 for IPv6. */
    public static IpAddress parse(String text) {
        return of(IpAddressText.parse(text));
    }

    /** The address with these bytes in network order: 4 for IPv4, 16 for IPv6. */
    public static IpAddress of(byte[] bytes) {
        return of(IpFamily.ofBytes(bytes.length), bytes);
    }

    /** The address of the family with these bytes in network order. */
    public static IpAddress of(IpFamily family, byte[] bytes) {
        if (bytes.length != family.bytes()) {
            throw new IllegalArgumentException(
                    "an " + family + " address has " + family.bytes() + " bytes, not " + bytes.length);
        }
        int lowBytes = Math.min(Long.BYTES, bytes.length);
        return new IpAddress(
                family, number(bytes, 0, bytes.length - lowBytes), number(bytes, bytes.length - lowBytes, lowBytes));
    }

    /** The IPv4 address with these 32 bits. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(IpFamily.IPV4, 0, Integer.toUnsignedLong(bits));
    }

    /** 0.0.0.0 or ::, which stands for "any" or "none". */
    public static IpAddress unspecified(IpFamily family) {
        return new IpAddress(family, 0, 0);
    }

    /** The bytes in network order. */
    public byte[] bytes() {
        byte[] bytes = new byte[family.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            int shift = (bytes.length - 1 - i) * Byte.SIZE;
            bytes[i] = (byte) (shift >= Long.SIZE ? high >>> (shift - Long.SIZE) : low >>> shift);
        }
        return bytes;
    }

    /**
     * The address that many steps on, or back for a negative number.
     *
     * @throws ArithmeticException past either end of the family
     */
    public IpAddress plus(long steps) {
        long newLow = low + steps;
        boolean carry = steps > 0 && Long.compareUnsigned(newLow, low) < 0;
        boolean borrow = steps < 0 && Long.compareUnsigned(newLow, low) > 0;
        long newHigh = high + (carry ? 1 : 0) - (borrow ? 1 : 0);
        boolean overflow = family == IpFamily.IPV4
                ? newLow >>> 32 != 0 || newHigh != 0
                : (carry && newHigh == 0) || (borrow && newHigh == -1);
        if (overflow) {
            throw new ArithmeticException(this + " plus " + steps + " is past the end of " + family);
        }
        return new IpAddress(family, newHigh, newLow);
    }

    /** Bit {@code index}, counted from the most significant one as prefixes are. */
    public boolean bit(int index) {
        if (index < 0 || index >= family.bits()) {
            throw new IndexOutOfBoundsException("bit " + index + " of an " + family + " address");
        }
        int shift = family.bits() - 1 - index;
        return ((shift >= Long.SIZE ? high >>> (shift - Long.SIZE) : low >>> shift) & 1) == 1;
    }

    /** This address with all bits after the first {@code prefixLength} cleared. */
    public IpAddress masked(int prefixLength) {
        int hostBits = family.bits() - prefixLength;
        if (prefixLength < 0 || hostBits < 0) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + ": expected 0 to " + family.bits() + " for " + family);
        }
        long lowMask = hostBits >= Long.SIZE ? 0 : -1L << hostBits;
        long highMask = hostBits <= Long.SIZE ? -1L : hostBits >= 2 * Long.SIZE ? 0 : -1L << (hostBits - Long.SIZE);
        return new IpAddress(family, high & highMask, low & lowMask);
    }

    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /** 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        return family == IpFamily.IPV4 ? low >>> 24 == 127 : high == 0 && low == 1;
    }

    /** 224.0.0.0/4 or ff00::/8. */
    public boolean isMulticast() {
        return family == IpFamily.IPV4 ? low >>> 28 == 0xe : high >>> 56 == 0xff;
    }

    /** 169.254.0.0/16 or fe80::/10. */
    public boolean isLinkLocal() {
        return family == IpFamily.IPV4 ? low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
    }

    /** By hand, as records put theirs together from method handles at run time, which takes ten times as long. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && low == that.low && high == that.high && family == that.family;
    }

    /** Spread wide: a cluster's addresses differ in a few neighbouring bits, which plain sums map to the same few places. */
    @Override
    public int hashCode() {
        return (int) ((high * 31 + low + family.bits()) * GOLDEN_RATIO >>> Integer.SIZE);
    }

    @Override
    public int compareTo(IpAddress other) {
        int order = family.compareTo(other.family);
        order = order != 0 ? order : Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    /** The usual text; for IPv6 the form of RFC 5952. */
    @Override
    public String toString() {
        return IpAddressText.print(this);
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = number << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
        }
        return number;
    }
}
