package org.flatnet.pod;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.Marks;
import org.flatnet.pod.Shape.OtherAddresses;

/**
 * A bridge that pods hang off, with the addresses that they have as gateways. It is made once; later pods may bring along
 * more addresses.
 *
 * @param mac pinned when the bridge is made: else it would change with the ports
 * @param mtu in bytes when the bridge is made, 0 for the kernel's default
 * @param own whether it is Flatnet's own, which bears a mark and has no multicast snooping
 * @param promiscuous whether it takes every frame
 * @param otherAddresses what becomes of the addresses that it has beside these
 */
public record BridgePlan(
        String name,
        MacAddress mac,
        int mtu,
        boolean own,
        boolean promiscuous,
        OtherAddresses otherAddresses,
        List<InterfaceAddress> addresses) {
    /** The alias of Flatnet's own bridge. */
    public static final String ALIAS = Marks.ALIAS_PREFIX + "bridge";

    public BridgePlan {
        addresses = List.copyOf(addresses);
    }

    /** Flatnet's own bridge. */
    static BridgePlan own(String nodeName, String name, List<InterfaceAddress> addresses) {
        return new BridgePlan(name, PodNames.bridgeMac(nodeName, name), 0, true, false, OtherAddresses.KEEP, addresses);
    }

    /** The same with these addresses too. */
    BridgePlan withAddresses(List<InterfaceAddress> more) {
        Set<InterfaceAddress> all = new LinkedHashSet<>(more);
        all.addAll(addresses);
        return new BridgePlan(name, mac, mtu, own, promiscuous, otherAddresses, List.copyOf(all));
    }

    /** The same without these addresses. */
    BridgePlan withoutAddresses(Collection<InterfaceAddress> less) {
        List<InterfaceAddress> left =
                addresses.stream().filter(address -> !less.contains(address)).toList();
        return new BridgePlan(name, mac, mtu, own, promiscuous, otherAddresses, left);
    }

    /** The bridge of a shape, for pods with these addresses, whose gateways are complete. */
    static BridgePlan of(String nodeName, Shape.Bridged shape, int mtu, List<PodAddress> pods) {
        List<InterfaceAddress> gateways = new ArrayList<>();
        for (PodAddress pod : pods) {
            if (shape.gateway() && pod.gateway() != null) {
                InterfaceAddress gateway =
                        new InterfaceAddress(pod.gateway(), pod.address().prefixLength());
                if (!gateways.contains(gateway)) {
                    gateways.add(gateway);
                }
            }
        }
        return new BridgePlan(
                shape.bridge(),
                PodNames.bridgeMac(nodeName, shape.bridge()),
                // The kernel lets a bridge follow the smallest MTU of its ports, until somebody sets one.
                shape.own() ? 0 : mtu,
                shape.own(),
                shape.promiscuous(),
                shape.otherAddresses(),
                gateways);
    }
}
