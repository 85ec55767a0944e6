package org.flatnet.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * What an attachment is to be.
 *
 * @param id whose it is; its interface name is the name inside the pod
 * @param addresses none for a link that has no address
 * @param routes beside those that the shape brings along
 * @param mtu of both ends, in bytes; 0 for the kernel's default
 * @param mac of the pod's end; null for the attachment's own
 * @param masqueraded whether what leaves the subnets of its addresses bears the node's address, whatever the node's own
 *     pods do
 */
public record AttachRequest(
        AttachmentId id,
        Shape shape,
        List<PodAddress> addresses,
        List<PodRoute> routes,
        int mtu,
        @Nullable MacAddress mac,
        boolean masqueraded) {
    private static final int LARGEST_MTU = 65_535;

    public AttachRequest {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        checkMtu(mtu, addresses);
        if (mac != null && (mac.isMulticast() || mac.bits() == 0)) {
            throw new IllegalArgumentException(
                    "the MAC address " + mac + " cannot be a link's: expected a unicast address");
        }
        if (shape instanceof Shape.Bridged bridged && bridged.containerDown() && !addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "a link that stays down has no use for addresses: expected none, not " + addresses);
        }
        Set<IpAddress> seen = new HashSet<>();
        for (PodAddress address : addresses) {
            if (!seen.add(address.address().address())) {
                throw new IllegalArgumentException("the address " + address.address() + " is asked for twice");
            }
        }
    }

    private static void checkMtu(int mtu, List<PodAddress> addresses) {
        int least = addresses.stream()
                .mapToInt(address -> address.family().minimumMtu())
                .max()
                .orElse(IpFamily.IPV4.minimumMtu());
        if (mtu != 0 && (mtu < least || mtu > LARGEST_MTU)) {
            throw new IllegalArgumentException(
                    "the MTU " + mtu + ": expected " + least + " to " + LARGEST_MTU + ", or 0 for the default");
        }
    }

    /** One that is masqueraded as the node's own pods are. */
    public AttachRequest(
            AttachmentId id,
            Shape shape,
            List<PodAddress> addresses,
            List<PodRoute> routes,
            int mtu,
            @Nullable MacAddress mac) {
        this(id, shape, addresses, routes, mtu, mac, false);
    }

    boolean has(IpFamily family) {
        return addresses.stream().anyMatch(address -> address.family() == family);
    }
}
