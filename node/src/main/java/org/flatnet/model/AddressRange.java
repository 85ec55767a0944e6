package org.flatnet.model;

import java.math.BigInteger;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a subnet that may be handed to pods. The gateway may lie between first and last; it is not handed
 * out.
 *
 * @param subnet what the addresses are part of; at least four addresses large
 * @param first the lowest address
 * @param last the highest one, itself included
 * @param gateway the node's own address in the subnet; null where there is none
 */
public record AddressRange(
        Cidr subnet,
        IpAddress first,
        IpAddress last,
        @Nullable IpAddress gateway) {

    public AddressRange {
        int longest = subnet.family().bits() - 2;
        if (subnet.prefixLength() > longest) {
            throw new IllegalArgumentException(
                    "the range " + subnet + " is too small: expected a prefix length of at most " + longest);
        }
        checkInside(subnet, "first address", first);
        checkInside(subnet, "last address", last);
        if (gateway != null) {
            checkInside(subnet, "gateway", gateway);
        }
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("the range of " + subnet + " begins at " + first
                    + ", which is after its end " + last + ": expected the lower address first");
        }
    }

    /**
     * All of a subnet that hosts may have: the gateway is its first host, the last address is left out where it is a
     * broadcast address.
     */
    public static AddressRange of(Cidr subnet) {
        IpAddress first = subnet.prefixLength() == subnet.family().bits()
                ? subnet.first()
                : subnet.first().plus(1);
        boolean broadcast = subnet.family() == IpFamily.IPV4
                && subnet.prefixLength() < subnet.family().bits();
        return new AddressRange(subnet, first, broadcast ? subnet.last().plus(-1) : subnet.last(), first);
    }

    public IpFamily family() {
        return subnet.family();
    }

    /** Whether the address lies between first and last; the gateway may. */
    public boolean contains(IpAddress address) {
        return address.family() == family() && first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /** How many addresses lie between first and last, both included. */
    public BigInteger size() {
        return new BigInteger(1, last.bytes())
                .subtract(new BigInteger(1, first.bytes()))
                .add(BigInteger.ONE);
    }

    /** Whether the two share an address that may be handed out. */
    public boolean overlaps(AddressRange other) {
        return contains(other.first) || other.contains(first);
    }

    private static void checkInside(Cidr subnet, String what, IpAddress address) {
        if (!subnet.contains(address)) {
            throw new IllegalArgumentException(
                    "the " + what + " " + address + " is not in the subnet " + subnet + " of its range");
        }
    }

    /** For messages: {@code 10.200.0.1-10.200.0.254 of 10.200.0.0/24}. */
    @Override
    public String toString() {
        return first + "-" + last + " of " + subnet;
    }
}
