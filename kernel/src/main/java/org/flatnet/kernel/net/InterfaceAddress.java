package org.flatnet.kernel.net;

/**
 * An address as an interface holds it: itself and the prefix of its network.
 *
 * @param address the interface's own address, host bits and all
 * @param prefixLength in bits, 0 to 32 or 128
 */
public record InterfaceAddress(IpAddress address, int prefixLength) implements Comparable<InterfaceAddress> {

    public InterfaceAddress {
        PrefixText.check(address.family(), prefixLength);
    }

    /** Reads "address/length". */
    public static InterfaceAddress parse(String text) {
        PrefixText read = PrefixText.parse(text);
        return new InterfaceAddress(read.address(), read.prefixLength());
    }

    /** The address with the family's longest prefix: /32 or /128. */
    public static InterfaceAddress host(IpAddress address) {
        return new InterfaceAddress(address, address.family().bits());
    }

    public IpFamily family() {
        return address.family();
    }

    /** The network that the address stands in. */
    public Cidr cidr() {
        return Cidr.around(address, prefixLength);
    }

    @Override
    public int compareTo(InterfaceAddress other) {
        int order = address.compareTo(other.address);
        return order != 0 ? order : Integer.compare(prefixLength, other.prefixLength);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
