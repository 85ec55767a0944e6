package org.flatnet.pod;

import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * A route inside a pod.
 *
 * @param gateway null means the gateway of the pod's first address of that family
 * @param mtu the largest packet in bytes; 0 for the link's
 * @param advertisedSegmentSize what TCP tells its peers to send at most, in bytes; 0 for what fits the MTU
 * @param priority the metric; 0 for the kernel's choice
 * @param table null means the main table
 * @param scope null means what fits the route
 */
public record PodRoute(
        Cidr destination,
        @Nullable IpAddress gateway,
        int mtu,
        int advertisedSegmentSize,
        int priority,
        @Nullable Integer table,
        @Nullable Integer scope) {

    public PodRoute {
        if (gateway != null && gateway.family() != destination.family()) {
            throw new IllegalArgumentException("the route to " + destination + " by the gateway " + gateway
                    + " mixes families: expected an " + destination.family() + " gateway");
        }
        if (mtu < 0 || advertisedSegmentSize < 0) {
            throw new IllegalArgumentException("the route to " + destination + " has the MTU " + mtu
                    + " and the segment size " + advertisedSegmentSize + ": expected no negative number");
        }
    }

    /** A route of which only the direction is asked for. */
    public PodRoute(Cidr destination, @Nullable IpAddress gateway) {
        this(destination, gateway, 0, 0, 0, null, null);
    }

    public IpFamily family() {
        return destination.family();
    }

    /** Whether it leads everywhere. */
    public boolean isDefault() {
        return destination.prefixLength() == 0;
    }

    PodRoute withGateway(@Nullable IpAddress other) {
        return new PodRoute(destination, other, mtu, advertisedSegmentSize, priority, table, scope);
    }
}
