package org.flatnet.agent;

import java.util.List;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cni.NodeNetwork;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.flatnet.reconcile.Reconciler;
import org.jspecify.annotations.Nullable;

/** The node as new pods see it: what the loop has planned for, and the configuration. */
final class NodeView implements NodeNetwork {
    private final AgentConfig config;
    private final Reconciler reconciler;

    NodeView(AgentConfig config, Reconciler reconciler) {
        this.config = config;
        this.reconciler = reconciler;
    }

    @Override
    public String nodeName() {
        return config.node();
    }

    @Override
    public @Nullable String unavailable() {
        ClusterNode own = own();
        if (own == null) {
            return "there is no Node object named " + config.node() + " in " + config.manifests()
                    + ": expected one, with spec.podCIDRs";
        }
        return own.podCidrs().isEmpty()
                ? "node " + config.node() + " has no pod range yet: expected spec.podCIDRs in its Node object"
                : null;
    }

    @Nullable
    ClusterNode own() {
        return reconciler.cluster().node(config.node());
    }

    @Override
    public AttachMode attachMode() {
        return config.attach();
    }

    @Override
    public int podMtu() {
        Cluster cluster = reconciler.cluster();
        return reconciler.self().podMtu(cluster);
    }

    @Override
    public List<AddressRange> podRanges() {
        return podCidrs().stream().map(AddressRange::of).toList();
    }

    List<Cidr> podCidrs() {
        ClusterNode own = own();
        return own == null ? List.of() : own.podCidrs();
    }
}
