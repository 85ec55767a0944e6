package org.flatnet.ipam;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that lie within ranges and are no pod's: a gateway, of whichever set, the subnet's first address, which names
 * the network (in IPv6 any of its routers), and IPv4's last, which means all hosts.
 */
final class NeverGiven {
    private final List<AddressRange> ranges;

    NeverGiven(List<RangeSet> sets) {
        this.ranges = sets.stream().flatMap(set -> set.ranges().stream()).toList();
    }

    boolean contains(IpAddress address) {
        return reason(address) != null;
    }

    /** What the address is, for messages; null if a pod may have it. */
    @Nullable
    String reason(IpAddress address) {
        for (AddressRange range : ranges) {
            Cidr subnet = range.subnet();
            if (address.equals(range.gateway())) {
                return "it is the gateway of " + subnet;
            }
            if (address.equals(subnet.first())) {
                return "it is the network address of " + subnet;
            }
            if (address.family() == IpFamily.IPV4 && address.equals(subnet.last())) {
                return "it is the broadcast address of " + subnet;
            }
        }
        return null;
    }

    /** How many addresses of the range a pod may have. */
    static BigInteger usable(AddressRange range) {
        Cidr subnet = range.subnet();
        IpAddress broadcast = range.family() == IpFamily.IPV4 ? subnet.last() : null;
        long withheld = Stream.of(range.gateway(), subnet.first(), broadcast)
                .filter(Objects::nonNull)
                .distinct()
                .filter(range::contains)
                .count();
        return range.size().subtract(BigInteger.valueOf(withheld));
    }
}
