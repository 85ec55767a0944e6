package org.flatnet.reconcile;

import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * A route of the main table by a gateway.
 *
 * @param link by which it leaves
 * @param onlink the gateway is reached by the link though no address of the link says so
 * @param source of packets that the node itself sends; null for the kernel's choice
 * @param mtu the largest packet in bytes; 0 for the link's
 */
public record RouteObject(
        Cidr destination,
        String link,
        IpAddress gateway,
        boolean onlink,
        @Nullable IpAddress source,
        int mtu) implements KernelObject {
    /** The kernel's own choice for IPv6, where 0 means it; of IPv4 routes 0 is a metric like others. */
    private static final int DEFAULT_IPV6_METRIC = 1024;

    public RouteObject {
        if (gateway.family() != destination.family()) {
            throw new IllegalArgumentException("a route to " + destination + " via " + gateway + " mixes families");
        }
    }

    /** As {@link #mtu}: it bears our mark, or has our place, but is not as we make it. None of ours equals it. */
    static final int NOT_AS_MADE = -1;

    /** What stands in our route's place when ours is gone: nothing, or someone's route that replaced it. */
    RouteObject displaced() {
        return new RouteObject(destination, link, gateway, onlink, source, NOT_AS_MADE);
    }

    boolean isDisplaced() {
        return mtu == NOT_AS_MADE;
    }

    /** The metric that our routes have. */
    static int metric(IpFamily family) {
        return family == IpFamily.IPV4 ? 0 : DEFAULT_IPV6_METRIC;
    }

    @Override
    public Identity identity() {
        return new Identity.OfRoute(destination, metric(destination.family()));
    }

    @Override
    public Kind kind() {
        return Kind.ROUTE;
    }
}
