package org.flatnet.kernel.net;

/** The two families of the Internet protocol; what differs between them is written here and nowhere else. */
public enum IpFamily {
    IPV4(2, 32, "IPv4"),
    IPV6(10, 128, "IPv6");

    private final int addressFamily;
    private final int bits;
    private final String title;

    IpFamily(int addressFamily, int bits, String title) {
        this.addressFamily = addressFamily;
        this.bits = bits;
        this.title = title;
    }

    /** The kernel's number of the family: {@code AF_INET} or {@code AF_INET6} of {@code linux/socket.h}. */
    public int addressFamily() {
        return addressFamily;
    }

    /** Bits of an address, which is the longest prefix length too. */
    public int bits() {
        return bits;
    }

    /** Bytes of an address. */
    public int bytes() {
        return bits / Byte.SIZE;
    }

    /** The least MTU a link of this family must carry, in bytes (RFC 791, RFC 8200). */
    public int minimumMtu() {
        return this == IPV4 ? 68 : 1280;
    }

    /** The family that the kernel's number stands for. */
    public static IpFamily ofAddressFamily(int addressFamily) {
        return switch (addressFamily) {
            case 2 -> IPV4;
            case 10 -> IPV6;
            default ->
                throw new IllegalArgumentException(
                        "address family " + addressFamily + ": expected AF_INET (2) or AF_INET6 (10)");
        };
    }

    /** The family of an address of that many bytes. */
    public static IpFamily ofBytes(int length) {
        return switch (length) {
            case 4 -> IPV4;
            case 16 -> IPV6;
            default ->
                throw new IllegalArgumentException(
                        "an IP address of " + length + " bytes: expected 4 (IPv4) or 16 (IPv6)");
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
