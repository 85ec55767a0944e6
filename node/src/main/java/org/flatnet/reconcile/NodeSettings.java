package org.flatnet.reconcile;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;

/**
 * What the operator decided for this node, as far as features need it.
 *
 * @param mtu of pods and devices, in bytes; 0 to follow the link that carries the traffic
 * @param clusterCidrs networks in which every address is a pod's, so that none needs to be told by its node; may be empty
 * @param onlink whether native routes take a peer for a neighbour though no address says so
 * @param masquerade whether packets from pods to outside get the node's address
 * @param guard whether pods are held to their own addresses
 * @param traffic which of the node's links and addresses carry its traffic with other nodes
 */
public record NodeSettings(
        FabricMode mode,
        int mtu,
        List<Cidr> clusterCidrs,
        int vxlanId,
        int vxlanPort,
        boolean onlink,
        boolean masquerade,
        boolean guard,
        Traffic traffic) {

    /**
     * What carries the traffic with other nodes, where the operator says so.
     *
     * @param addresses of this node; none for those of its Node object
     * @param link by name; null for the one that has the addresses
     */
    public record Traffic(
            List<IpAddress> addresses, @Nullable String link) {
        /** As the Node object has it. */
        public static final Traffic OF_NODE = new Traffic(List.of(), null);

        public Traffic {
            addresses = List.copyOf(addresses);
        }
    }

    /** The usual VNI. */
    public static final int DEFAULT_VXLAN_ID = 1;

    /** Linux's own and flannel's port; IANA's 4789 is often taken by other overlays. */
    public static final int DEFAULT_VXLAN_PORT = 8472;

    public NodeSettings {
        clusterCidrs = List.copyOf(clusterCidrs);
    }

    /** All as it is without a configuration, but for the mode. */
    public static NodeSettings of(FabricMode mode) {
        return new NodeSettings(
                mode, 0, List.of(), DEFAULT_VXLAN_ID, DEFAULT_VXLAN_PORT, false, true, true, Traffic.OF_NODE);
    }

    public NodeSettings withMtu(int newMtu) {
        return new NodeSettings(mode, newMtu, clusterCidrs, vxlanId, vxlanPort, onlink, masquerade, guard, traffic);
    }

    public NodeSettings withClusterCidrs(List<Cidr> networks) {
        return new NodeSettings(mode, mtu, networks, vxlanId, vxlanPort, onlink, masquerade, guard, traffic);
    }

    public NodeSettings withVxlan(int id, int port) {
        return new NodeSettings(mode, mtu, clusterCidrs, id, port, onlink, masquerade, guard, traffic);
    }

    public NodeSettings withOnlink(boolean newOnlink) {
        return new NodeSettings(mode, mtu, clusterCidrs, vxlanId, vxlanPort, newOnlink, masquerade, guard, traffic);
    }

    public NodeSettings withMasquerade(boolean newMasquerade) {
        return new NodeSettings(mode, mtu, clusterCidrs, vxlanId, vxlanPort, onlink, newMasquerade, guard, traffic);
    }

    public NodeSettings withGuard(boolean newGuard) {
        return new NodeSettings(mode, mtu, clusterCidrs, vxlanId, vxlanPort, onlink, masquerade, newGuard, traffic);
    }

    public NodeSettings withTraffic(Traffic newTraffic) {
        return new NodeSettings(mode, mtu, clusterCidrs, vxlanId, vxlanPort, onlink, masquerade, guard, newTraffic);
    }
}
