package org.flatnet.cni;

import java.util.List;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code ipam} of type {@code host-local}: where addresses come from.
 *
 * @param rangeSets each gives the container one address: the runtime's first, then {@code subnet}, then {@code ranges}
 * @param routes for the container
 * @param dataDirectory where the reference plugin keeps its leases, without the network's name
 * @param resolvConf the file whose name servers go into the result; null for none
 */
public record HostLocalIpam(
        List<List<AddressRange>> rangeSets,
        List<CniResult.Route> routes,
        String dataDirectory,
        @Nullable String resolvConf) {
    public static final String DEFAULT_DATA_DIRECTORY = "/var/lib/cni/networks";

    public HostLocalIpam {
        rangeSets = rangeSets.stream().map(List::copyOf).toList();
        routes = List.copyOf(routes);
    }
}
