package org.flatnet.pod;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * The node's end of a pod's link and what the node knows of the pod.
 *
 * @param mtu in bytes, 0 for the kernel's default
 * @param port as the port of a bridge; null for a link that the node routes to
 * @param settings of the link, by their keys, made before its addresses
 * @param addresses of the link itself
 * @param routes to the pod by this link
 * @param neighbours the pod's addresses as the node reaches them: on the bridge, or on this link
 */
record HostSide(
        String link,
        MacAddress mac,
        int mtu,
        String alias,
        @Nullable Port port,
        SortedMap<String, String> settings,
        List<InterfaceAddress> addresses,
        List<Cidr> routes,
        List<Station> neighbours) {

    /** What is set on a bridge's port. */
    record Port(boolean isolated, boolean hairpin) {}

    HostSide {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
    }
}
