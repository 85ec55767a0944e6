package org.flatnet.pod;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * The pod's end of its link and what belongs to it inside the pod.
 *
 * @param link its name
 * @param mtu in bytes, 0 for the kernel's default
 * @param up whether it is set up
 * @param addresses with the prefixes that the pod sees
 * @param connectedRoutes whether the kernel adds a route to the subnet of each address
 * @param duplicateDetection whether IPv6 addresses are probed for before they are used
 * @param directRoutes to what is on the link itself; made before the routes by gateways that they lead to
 * @param routes the rest
 * @param neighbours that the pod need not ask for
 * @param settings under {@code /proc/sys}, with their values
 */
record Inside(
        String link,
        MacAddress mac,
        int mtu,
        boolean up,
        List<InterfaceAddress> addresses,
        boolean connectedRoutes,
        boolean duplicateDetection,
        List<Cidr> directRoutes,
        List<Via> routes,
        List<Station> neighbours,
        SortedMap<String, String> settings) {

    /**
     * A route by the link.
     *
     * @param route with its gateway; without one, what it leads to is on the link
     * @param onlink the gateway is reached by the link though no other route says so
     * @param source the address that the pod sends with, or null for the kernel's choice
     */
    record Via(PodRoute route, boolean onlink, @Nullable IpAddress source) {}

    Inside {
        addresses = List.copyOf(addresses);
        directRoutes = List.copyOf(directRoutes);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
