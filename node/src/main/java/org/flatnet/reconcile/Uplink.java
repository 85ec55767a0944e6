package org.flatnet.reconcile;

import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;

/**
 * A link of this node that is not Flatnet's, is up, and has addresses or may get some from router advertisements.
 *
 * @param mtu in bytes
 * @param addresses those that others can reach: no link-local ones; may be empty
 * @param acceptRouterAdvertisements the setting {@code accept_ra}: 0 never, 1 unless the node forwards, 2 always;
 *     {@link #NO_IPV6} where the link has no IPv6
 */
public record Uplink(String name, int mtu, List<InterfaceAddress> addresses, int acceptRouterAdvertisements) {
    public static final int NO_IPV6 = -1;

    public Uplink {
        addresses = List.copyOf(addresses);
    }

    /** Whether the link itself has this address. */
    public boolean has(IpAddress address) {
        return addresses.stream().anyMatch(own -> own.address().equals(address));
    }

    /** Whether the address is a neighbour's: in the subnet of one of the link's addresses, and not the link's own. */
    public boolean reaches(IpAddress address) {
        return !has(address) && addresses.stream().anyMatch(own -> own.cidr().contains(address));
    }
}
