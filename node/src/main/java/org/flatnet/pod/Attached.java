package org.flatnet.pod;

import java.util.List;
import java.util.Objects;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.Link;
import org.jspecify.annotations.Nullable;

/**
 * What an attachment became, as the kernel tells it.
 *
 * @param bridge as it was when it was last looked at; null for a routed pod
 * @param host the node's end
 * @param pod the pod's end
 * @param addresses of the pod's end, each with its gateway
 * @param routes that were asked for and the default routes, each with its gateway
 */
public record Attached(
        @Nullable Interface bridge, Interface host, Interface pod, List<PodAddress> addresses, List<PodRoute> routes) {

    /**
     * A link.
     *
     * @param index in its namespace
     * @param mtu in bytes
     */
    public record Interface(String name, int index, MacAddress mac, int mtu) {
        static Interface of(Link link) {
            return new Interface(link.name(), link.index(), Objects.requireNonNull(link.mac()), link.mtu());
        }
    }

    public Attached {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }
}
