package org.flatnet.reconcile;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * What the planners know of the node that they plan for. Its Node object stands in the cluster's picture.
 *
 * @param nodeName the name of its Node object
 * @param heldRanges ranges that pods of this node still have addresses of, beside the Node object's own
 */
public record Self(String nodeName, NodeSettings settings, List<Uplink> uplinks, Set<Cidr> heldRanges) {
    /** Bytes that VXLAN puts before a packet: Ethernet 14, IPv4 20, UDP 8, VXLAN 8. */
    public static final int VXLAN_OVERHEAD_IPV4 = 50;

    /** The same over IPv6, whose header has 40. */
    public static final int VXLAN_OVERHEAD_IPV6 = 70;

    private static final int ETHERNET_MTU = 1500;

    public Self {
        uplinks = List.copyOf(uplinks);
        heldRanges = Set.copyOf(heldRanges);
    }

    public Self withUplinks(List<Uplink> newUplinks) {
        return new Self(nodeName, settings, newUplinks, heldRanges);
    }

    public Self withHeldRanges(Set<Cidr> ranges) {
        return new Self(nodeName, settings, uplinks, ranges);
    }

    /** Its Node object, or null while the cluster has none. */
    public @Nullable ClusterNode node(Cluster cluster) {
        return cluster.node(nodeName);
    }

    /** Whether the kernel has IPv6, as far as its links show. */
    public boolean hasIpv6() {
        return uplinks.isEmpty()
                || uplinks.stream().anyMatch(uplink -> uplink.acceptRouterAdvertisements() != Uplink.NO_IPV6);
    }

    /** The uplink in one of whose subnets the address is, of several the one of the narrowest subnet; or null. */
    public @Nullable Uplink uplinkTo(IpAddress neighbour) {
        Uplink best = null;
        int longest = -1;
        for (Uplink uplink : uplinks) {
            int prefix = uplink.reaches(neighbour)
                    ? uplink.addresses().stream()
                            .filter(own -> own.cidr().contains(neighbour))
                            .mapToInt(own -> own.prefixLength())
                            .max()
                            .orElse(-1)
                    : -1;
            if (prefix > longest) {
                longest = prefix;
                best = uplink;
            }
        }
        return best;
    }

    /** The uplink that has the address, or null. */
    public @Nullable Uplink uplinkOf(IpAddress own) {
        return uplinks.stream().filter(uplink -> uplink.has(own)).findFirst().orElse(null);
    }

    /** The addresses of this node that carry traffic between nodes: as the operator says, or those of its Node object. */
    private List<IpAddress> addresses(Cluster cluster) {
        ClusterNode node = node(cluster);
        if (!settings.traffic().addresses().isEmpty()) {
            return settings.traffic().addresses();
        }
        return node == null ? List.of() : node.addresses();
    }

    /**
     * The uplinks that carry traffic between nodes: the one that the operator names, or those with the node's addresses;
     * without any, all that have addresses.
     */
    public List<Uplink> carriers(Cluster cluster) {
        String named = settings.traffic().link();
        List<IpAddress> addresses = addresses(cluster);
        List<Uplink> carriers = uplinks.stream()
                .filter(uplink ->
                        named == null ? addresses.stream().anyMatch(uplink::has) : named.equals(uplink.name()))
                .toList();
        return carriers.isEmpty() ? addressed() : carriers;
    }

    private List<Uplink> addressed() {
        return uplinks.stream().filter(uplink -> !uplink.addresses().isEmpty()).toList();
    }

    /** The source of the overlay's outer packets: the node's first address; null without one. */
    public @Nullable IpAddress overlayAddress(Cluster cluster) {
        List<IpAddress> addresses = addresses(cluster);
        return addresses.isEmpty() ? null : addresses.getFirst();
    }

    /**
     * The MTU of new pods, in bytes: the setting, or that of the narrowest link that carries their traffic, less the
     * overlay's header where one is in use.
     */
    public int podMtu(Cluster cluster) {
        if (settings.mtu() != 0) {
            return settings.mtu();
        }
        int link = carriers(cluster).stream().mapToInt(Uplink::mtu).min().orElse(ETHERNET_MTU);
        return settings.mode().usesOverlay() ? link - overhead(cluster) : link;
    }

    /** The MTU of the VXLAN device, in bytes. */
    public int overlayMtu(Cluster cluster) {
        IpAddress local = overlayAddress(cluster);
        Uplink carrier = local == null ? null : uplinkOf(local);
        int most = carrier == null
                ? carriers(cluster).stream().mapToInt(Uplink::mtu).min().orElse(ETHERNET_MTU) - overhead(cluster)
                : carrier.mtu() - overhead(cluster);
        return settings.mtu() == 0 ? most : Math.min(most, settings.mtu());
    }

    private int overhead(Cluster cluster) {
        IpAddress local = overlayAddress(cluster);
        boolean ipv6 = local != null && local.family() == IpFamily.IPV6;
        return ipv6 ? VXLAN_OVERHEAD_IPV6 : VXLAN_OVERHEAD_IPV4;
    }

    /** Every range that pods of this node may have addresses of. */
    public Set<Cidr> podRanges(Cluster cluster) {
        ClusterNode node = node(cluster);
        Set<Cidr> ranges = heldRanges.stream().collect(Collectors.toSet());
        if (node != null) {
            ranges.addAll(node.podCidrs());
        }
        return ranges;
    }
}
