package org.flatnet.cni;

import java.util.List;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.jspecify.annotations.Nullable;

/**
 * Type {@code flatnet}: the cluster's network. All but the name is optional.
 *
 * @param attach null means as the agent is configured
 * @param mtu 0 means as the agent is configured
 * @param rangeSets each gives the container one address, the runtime's first; empty means the node's pod ranges
 * @param routes more routes for the container; the default route is there anyway
 */
public record FlatnetConfig(
        ConfigBasics basics,
        @Nullable AttachMode attach,
        int mtu,
        List<List<AddressRange>> rangeSets,
        List<CniResult.Route> routes)
        implements NetworkConfig {

    public FlatnetConfig {
        rangeSets = rangeSets.stream().map(List::copyOf).toList();
        routes = List.copyOf(routes);
    }

    /** The configuration that says no more than the network's name. */
    public FlatnetConfig(ConfigBasics basics) {
        this(basics, null, 0, List.of(), List.of());
    }

    /** Whether containers get their addresses from the node's pod ranges. */
    boolean drawsOnNode() {
        return rangeSets.isEmpty();
    }
}
