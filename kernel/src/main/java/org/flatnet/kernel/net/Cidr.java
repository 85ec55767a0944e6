package org.flatnet.kernel.net;

import java.math.BigInteger;

/**
 * A network: all addresses that share a prefix. The host bits are zero. Ordered by network, the wider one first.
 *
 * @param network the first address
 * @param prefixLength in bits, 0 to 32 or 128
 */
public record Cidr(IpAddress network, int prefixLength) implements Comparable<Cidr> {

    public Cidr {
        PrefixText.check(network.family(), prefixLength);
        if (!network.masked(prefixLength).equals(network)) {
            throw new IllegalArgumentException(
                    network + "/" + prefixLength + " has bits after its prefix; the network is "
                            + network.masked(prefixLength) + "/" + prefixLength);
        }
    }

    /** Reads "network/length" and insists on a network address: 10.200.0.1/24 is an error. */
    public static Cidr parse(String text) {
        PrefixText read = PrefixText.parse(text);
        return new Cidr(read.address(), read.prefixLength());
    }

    /** The network of this prefix length that holds the address. */
    public static Cidr around(IpAddress address, int prefixLength) {
        return new Cidr(address.masked(prefixLength), prefixLength);
    }

    /** The network of this address alone: /32 or /128. */
    public static Cidr host(IpAddress address) {
        return new Cidr(address, address.family().bits());
    }

    /** 0.0.0.0/0 or ::/0. */
    public static Cidr all(IpFamily family) {
        return new Cidr(IpAddress.unspecified(family), 0);
    }

    public IpFamily family() {
        return network.family();
    }

    /** The first address, which is the network's own. */
    public IpAddress first() {
        return network;
    }

    /** The last address; the broadcast address of an IPv4 subnet. */
    public IpAddress last() {
        int hostBits = family().bits() - prefixLength;
        long lowHost = hostBits >= Long.SIZE ? -1L : (1L << hostBits) - 1;
        long highHost =
                hostBits <= Long.SIZE ? 0 : hostBits >= 2 * Long.SIZE ? -1L : (1L << (hostBits - Long.SIZE)) - 1;
        return new IpAddress(family(), network.high() | highHost, network.low() | lowHost);
    }

    /** How many addresses it holds, first and last included. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(family().bits() - prefixLength);
    }

    public boolean contains(IpAddress address) {
        return address.family() == family() && address.masked(prefixLength).equals(network);
    }

    public boolean contains(Cidr other) {
        return other.prefixLength >= prefixLength && contains(other.network);
    }

    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    @Override
    public int compareTo(Cidr other) {
        int order = network.compareTo(other.network);
        return order != 0 ? order : Integer.compare(prefixLength, other.prefixLength);
    }

    @Override
    public String toString() {
        return network + "/" + prefixLength;
    }
}
