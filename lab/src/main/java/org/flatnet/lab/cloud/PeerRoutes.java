package org.flatnet.lab.cloud;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.NextHop;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/** What ways a node knows to its peers' pod ranges. */
public final class PeerRoutes implements AutoCloseable {
    private final RouteSocket socket;

    private PeerRoutes(RouteSocket socket) {
        this.socket = socket;
    }

    public static PeerRoutes open(NetworkNamespace node) throws KernelException {
        return new PeerRoutes(RouteSocket.open(node));
    }

    /** Those of the ranges that there is a route to, each with its way, for people: "via 10.0.1.21 dev eth0". */
    public Map<Cidr, String> to(Collection<Cidr> ranges) throws KernelException {
        Map<Cidr, String> ways = new LinkedHashMap<>();
        for (IpFamily family : IpFamily.values()) {
            if (ranges.stream().noneMatch(range -> range.family() == family)) {
                continue;
            }
            for (Route route : socket.routes(family)) {
                if (ranges.contains(route.destination()) && !route.nextHops().isEmpty()) {
                    ways.put(route.destination(), way(route.nextHops().getFirst()));
                }
            }
        }
        return ways;
    }

    private String way(NextHop hop) throws KernelException {
        @Nullable Link link = hop.link() == 0 ? null : socket.link(hop.link());
        String device =
                Optional.ofNullable(link).map(found -> " dev " + found.name()).orElse("");
        return (hop.gateway() == null ? "" : "via " + hop.gateway()) + device;
    }

    @Override
    public void close() {
        socket.close();
    }
}
