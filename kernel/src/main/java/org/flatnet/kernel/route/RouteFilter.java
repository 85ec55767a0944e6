package org.flatnet.kernel.route;

import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * Which routes to list; the kernel itself leaves out the others.
 *
 * @param table or null for all tables
 * @param protocol who made them, or null for anybody
 * @param link the index of the link of one of their next hops, or null for any
 * @param type or null for all
 */
public record RouteFilter(
        IpFamily family,
        @Nullable Integer table,
        @Nullable Integer protocol,
        @Nullable Integer link,
        @Nullable RouteType type) {

    public static RouteFilter all(IpFamily family) {
        return new RouteFilter(family, null, null, null, null);
    }

    public RouteFilter withTable(int number) {
        return new RouteFilter(family, number, protocol, link, type);
    }

    public RouteFilter withProtocol(int number) {
        return new RouteFilter(family, table, number, link, type);
    }

    public RouteFilter withLink(int index) {
        return new RouteFilter(family, table, protocol, index, type);
    }

    public RouteFilter withType(RouteType other) {
        return new RouteFilter(family, table, protocol, link, other);
    }
}
