package org.flatnet.fabric;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.VtepMac;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.Marks;
import org.flatnet.reconcile.AddressObject;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.Feature;
import org.flatnet.reconcile.ForwardingObject;
import org.flatnet.reconcile.KernelObject;
import org.flatnet.reconcile.LinkObject;
import org.flatnet.reconcile.NeighbourObject;
import org.flatnet.reconcile.Reach;
import org.flatnet.reconcile.RouteObject;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.SysctlObject;
import org.flatnet.reconcile.Uplink;
import org.jspecify.annotations.Nullable;

/**
 * The ways to the pods of the other nodes; a key is a node's name. The key of this node itself stands for its own VXLAN
 * device, {@link #FORWARDING} for the settings without which it would forward nothing.
 *
 * <pre>
 *   native   10.200.1.0/24 via 10.0.1.21 dev eth0
 *   vxlan    10.200.1.0/24 via 10.200.1.0 dev flatnet-vxlan onlink     (as flannel lays it)
 *            neighbour 10.200.1.0 is 02:01:0a:c8:01:00, which is behind 10.0.1.21
 * </pre>
 */
public final class FabricFeature implements Feature<String> {
    /** The VXLAN device. */
    public static final String DEVICE = "flatnet-vxlan";

    public static final String NAME = "fabric";

    /** No node can be called so. A key of its own, as a node forwards also where it can have no device. */
    public static final String FORWARDING = "this node's forwarding";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> constants(Self self) {
        return Set.of(self.nodeName(), FORWARDING);
    }

    /** This node's own addresses and ranges have a part in what every peer needs. */
    @Override
    public Set<String> dirty(ClusterChange change, Self self) {
        if (!change.nodes().contains(self.nodeName())) {
            return change.nodes();
        }
        Set<String> all = new HashSet<>(change.nodes());
        all.addAll(change.after().nodes().keySet());
        return all;
    }

    @Override
    public Desired plan(Cluster cluster, Self self, String key) {
        if (key.equals(FORWARDING)) {
            return Desired.of(forwarding(self));
        }
        if (key.equals(self.nodeName())) {
            return self.settings().mode().usesOverlay() ? planDevice(cluster, self) : Desired.NOTHING;
        }
        ClusterNode peer = cluster.node(key);
        return peer == null ? Desired.NOTHING : planPeer(cluster, self, peer);
    }

    // ---- a peer

    private static Desired planPeer(Cluster cluster, Self self, ClusterNode peer) {
        List<KernelObject> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Cidr range : peer.podCidrs()) {
            String overlap = overlap(cluster, self, range);
            if (overlap != null) {
                problems.add("the pod range " + range + " of node " + peer.name() + " overlaps " + overlap
                        + ": give one of them another");
                continue;
            }
            switch (Reach.of(cluster, self, peer, range.family())) {
                case Reach.Native(String link, IpAddress gateway, boolean onlink, int mtu) ->
                    objects.add(new RouteObject(range, link, gateway, onlink, null, mtu));
                case Reach.Cloud() -> {}
                case Reach.Overlay(IpAddress remote, MacAddress device) -> addOverlay(objects, range, remote, device);
                case Reach.None(String why) -> {
                    if (!problems.contains(why)) {
                        problems.add(why);
                    }
                }
            }
        }
        return new Desired(objects, problems);
    }

    /** A route over our own pods, or over the nodes' network, would cut this node off. */
    private static @Nullable String overlap(Cluster cluster, Self self, Cidr range) {
        for (Cidr own : self.podRanges(cluster)) {
            if (own.overlaps(range)) {
                return "this node's own, " + own;
            }
        }
        for (Uplink uplink : self.uplinks()) {
            for (InterfaceAddress address : uplink.addresses()) {
                if (range.contains(address.address())) {
                    return "the address " + address + " of this node's link " + uplink.name();
                }
            }
        }
        return null;
    }

    private static void addOverlay(List<KernelObject> objects, Cidr range, IpAddress remote, MacAddress device) {
        IpAddress gateway = range.network();
        objects.add(new NeighbourObject(DEVICE, gateway, device));
        KernelObject entry = new ForwardingObject(DEVICE, device, remote);
        if (!objects.contains(entry)) {
            objects.add(entry);
        }
        objects.add(new RouteObject(range, DEVICE, gateway, true, null, 0));
    }

    // ---- this node

    /**
     * The node forwards for its pods. Two things follow from that:
     *
     * <p>A node that forwards IPv6 takes no router advertisements any more, and drops the default routes that it got from
     * them, unless a link's {@code accept_ra} is 2; so links where it is 1 are set first. Also those without an address: a
     * link that comes up later would get none. The kernel asks for advertisements after a second, when it knows that
     * nobody else has the link-local address; by then the setting is made.
     *
     * <p>A packet between two pods behind one link leaves by the link it came in by, of which the node would tell the
     * sender to go there directly, which isolated pods cannot. The kernel sends such redirects if the link's own setting
     * or that of {@code all} says so: foreign links keep theirs.
     */
    private static List<KernelObject> forwarding(Self self) {
        List<KernelObject> objects = new ArrayList<>();
        for (Uplink uplink : self.uplinks()) {
            if (uplink.acceptRouterAdvertisements() > 0) {
                objects.add(new SysctlObject("net/ipv6/conf/" + uplink.name() + "/accept_ra", "2"));
            }
        }
        objects.add(new SysctlObject("net/ipv4/ip_forward", "1"));
        if (self.hasIpv6()) {
            objects.add(new SysctlObject("net/ipv6/conf/all/forwarding", "1"));
        }
        objects.add(new SysctlObject("net/ipv4/conf/all/send_redirects", "0"));
        return objects;
    }

    private static Desired planDevice(Cluster cluster, Self self) {
        List<KernelObject> objects = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        ClusterNode node = self.node(cluster);
        IpAddress local = self.overlayAddress(cluster);
        MacAddress mac = node == null ? null : VtepMac.of(node);
        if (node == null || local == null || mac == null) {
            problems.add("this node, " + self.nodeName() + ", has no "
                    + (node == null ? "Node object" : local == null ? "address in its Node object" : "pod range")
                    + " yet: its VXLAN device waits for it");
            return new Desired(objects, problems);
        }
        if (self.uplinkOf(local) == null) {
            problems.add("no link of this node has the address " + local
                    + " of its Node object: peers send their VXLAN packets to it in vain");
        }
        objects.add(LinkObject.of(
                DEVICE,
                self.settings().vxlanId(),
                self.settings().vxlanPort(),
                local,
                mac,
                self.overlayMtu(cluster),
                Marks.VXLAN_ALIAS));
        // A peer may be reached natively one way and by the overlay the other way for a while. 2, and not 0: the kernel
        // takes the larger of this and of what is set for all links, which many systems set to 1.
        objects.add(new SysctlObject("net/ipv4/conf/" + DEVICE + "/rp_filter", "2"));
        objects.add(new SysctlObject("net/ipv4/conf/" + DEVICE + "/send_redirects", "0"));
        if (self.hasIpv6()) {
            objects.add(new SysctlObject("net/ipv6/conf/" + DEVICE + "/accept_ra", "0"));
        }
        for (Cidr range : node.podCidrs()) {
            objects.add(new AddressObject(DEVICE, InterfaceAddress.host(range.network())));
        }
        return new Desired(objects, problems);
    }
}
