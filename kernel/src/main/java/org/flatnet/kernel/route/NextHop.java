package org.flatnet.kernel.route;

import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a route's packets go next.
 *
 * @param link the index of the link they leave by; 0 lets the kernel find it by the gateway
 * @param gateway the router they go to, or null if the destination is on the link itself; it may be IPv6 for an IPv4 route
 *     (Linux 5.2)
 * @param weight its share among several, 1 to 256
 * @param onLink whether the gateway is on the link even though no route says so
 * @param encapsulation how packets are wrapped, or null
 * @param state {@link #DEAD} and the like, which the kernel lists and nobody sets
 */
public record NextHop(
        int link,
        @Nullable IpAddress gateway,
        int weight,
        boolean onLink,
        @Nullable Encapsulation encapsulation,
        int state) {
    /** {@code RTNH_F_DEAD}: the link is down. */
    public static final int DEAD = 1;
    /** {@code RTNH_F_LINKDOWN}: the link has no carrier. */
    public static final int LINK_DOWN = 16;

    static final int ON_LINK_FLAG = 4;

    public NextHop {
        if (link < 0 || weight < 1 || weight > 256) {
            throw new IllegalArgumentException(
                    "next hop over link " + link + " with weight " + weight + ": expected a weight of 1 to 256");
        }
    }

    /** A router on a link. */
    public static NextHop via(IpAddress gateway, int link) {
        return new NextHop(link, gateway, 1, false, null, 0);
    }

    /** The link itself. */
    public static NextHop link(int link) {
        return new NextHop(link, null, 1, false, null, 0);
    }

    public NextHop withOnLink() {
        return new NextHop(link, gateway, weight, true, encapsulation, state);
    }

    public NextHop withWeight(int share) {
        return new NextHop(link, gateway, share, onLink, encapsulation, state);
    }

    public NextHop withEncapsulation(Encapsulation other) {
        return new NextHop(link, gateway, weight, onLink, other, state);
    }

    /** Without the state that the kernel lists along. */
    public NextHop configured() {
        return new NextHop(link, gateway, weight, onLink, encapsulation, 0);
    }

    /** Whether nothing passes this way at present. */
    public boolean isDead() {
        return (state & DEAD) != 0;
    }

    String text(LinkNames names, Route route) {
        Words words = new Words();
        if (encapsulation != null) {
            words.add(encapsulation);
        }
        if (gateway != null) {
            words.add("via").addIf(gateway.family() != route.family(), "inet6").add(gateway);
        }
        return words.addIf(link != 0, "dev", names.name(link)).toString();
    }
}
