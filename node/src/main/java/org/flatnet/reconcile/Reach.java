package org.flatnet.reconcile;

import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.VtepMac;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;

/** How packets of one family reach the pods of a peer. */
public sealed interface Reach {
    /** By the peer's address, on a link that it shares with this node. */
    record Native(String link, IpAddress gateway, boolean onlink, int mtu) implements Reach {}

    /** The network between the nodes knows the way: nothing to do here. */
    record Cloud() implements Reach {}

    /**
     * Inside UDP to the peer's address.
     *
     * @param device the peer's VXLAN device, by its MAC address
     */
    record Overlay(IpAddress remote, MacAddress device) implements Reach {}

    /**
     * Not at all, as things are.
     *
     * @param why for people: what, where and the cure
     */
    record None(String why) implements Reach {}

    /** Whether a packet to the peer goes as it is, so that the peer's network must take the pod's address as its source. */
    default boolean keepsSource() {
        return this instanceof Native || this instanceof Cloud;
    }

    /** How this node's packets of a family reach a peer's pods. */
    static Reach of(Cluster cluster, Self self, ClusterNode peer, IpFamily family) {
        return switch (self.settings().mode()) {
            case CLOUD -> new Cloud();
            case NATIVE -> orElse(natively(self, peer, family), notNative(peer, family));
            case CROSS_SUBNET -> orElse(natively(self, peer, family), overlay(cluster, self, peer));
            case VXLAN -> overlay(cluster, self, peer);
        };
    }

    private static Reach orElse(@Nullable Reach first, Reach second) {
        return first == null ? second : first;
    }

    private static @Nullable Reach natively(Self self, ClusterNode peer, IpFamily family) {
        IpAddress gateway = peer.address(family);
        if (gateway == null) {
            return null;
        }
        Uplink link = self.uplinkTo(gateway);
        boolean onlink =
                link == null && self.settings().onlink() && self.settings().mode() == FabricMode.NATIVE;
        if (onlink) {
            link = self.uplinks().stream()
                    .filter(uplink -> uplink.addresses().stream().anyMatch(own -> own.family() == family))
                    .findFirst()
                    .orElse(null);
        }
        if (link == null) {
            return null;
        }
        return new Native(link.name(), gateway, onlink, narrower(self, link));
    }

    /**
     * The route's MTU where the operator knows of a narrower one than the link's; else 0. A link's own MTU, and a change
     * of it, holds for its routes anyway: the node then answers what is too long with the right size.
     */
    private static int narrower(Self self, Uplink link) {
        int mtu = self.settings().mtu();
        return mtu != 0 && mtu < link.mtu() ? mtu : 0;
    }

    private static Reach notNative(ClusterNode peer, IpFamily family) {
        IpAddress gateway = peer.address(family);
        return new None(
                gateway == null
                        ? "node " + peer.name() + " has a pod range, but no address, of " + family
                                + ": give it one, or choose mode vxlan or cross-subnet"
                        : "node " + peer.name() + " (" + gateway
                                + ") is not in a subnet of this node: choose mode vxlan, cross-subnet or cloud");
    }

    private static Reach overlay(Cluster cluster, Self self, ClusterNode peer) {
        IpAddress local = self.overlayAddress(cluster);
        if (local == null) {
            return new None("this node, " + self.nodeName()
                    + ", has no address in its Node object: VXLAN needs the InternalIP of both nodes");
        }
        IpAddress remote = peer.address(local.family());
        if (remote == null) {
            return new None("node " + peer.name() + " has no " + local.family()
                    + " address, and VXLAN goes from this node's " + local + ": give it one of that family");
        }
        MacAddress device = VtepMac.of(peer);
        return device == null
                ? new None("node " + peer.name() + " has no pod range yet: it gets one from kube-controller-manager's"
                        + " --allocate-node-cidrs or in its manifest")
                : new Overlay(remote, device);
    }
}
