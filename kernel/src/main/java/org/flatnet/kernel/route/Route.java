package org.flatnet.kernel.route;

import java.time.Duration;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * A route ({@code ip route}). Where the kernel knows better than the caller, the value is made as the kernel lists it, so
 * that what was asked for and what is listed are equal: an IPv6 route has the scope universe, a route that refuses packets
 * has no next hop.
 *
 * @param type what it does with packets
 * @param destination where they go
 * @param source from where they come, IPv6 only; null for anywhere
 * @param typeOfService which of them, IPv4 only; 0 for all
 * @param table the routing table's number
 * @param protocol who made the route, 0 to 255
 * @param scope how far the destination is
 * @param priority the lower is asked first, unsigned 32 bits; 0 asks for the default, which for IPv6 is 1024
 * @param preferredSource the source address of packets that this host sends that way, or null
 * @param nextHops where packets go next; several share them
 * @param metrics what is known of the way
 * @param preference IPv6 only
 * @param expires when it ends, from now, IPv6 only; null for never
 * @param nextHopObject the number of a next hop object ({@code ip nexthop}) instead of next hops; 0 for none
 * @param others attributes that the library does not know
 */
public record Route(
        RouteType type,
        Cidr destination,
        @Nullable Cidr source,
        int typeOfService,
        int table,
        int protocol,
        RouteScope scope,
        long priority,
        @Nullable IpAddress preferredSource,
        List<NextHop> nextHops,
        RouteMetrics metrics,
        RoutePreference preference,
        @Nullable Duration expires,
        long nextHopObject,
        List<OpaqueAttribute> others)
        implements NetworkObject {
    private static final long IPV6_PRIORITY = 1024;

    public Route {
        if (priority >>> 32 != 0 || nextHopObject >>> 32 != 0) {
            throw new IllegalArgumentException("route to " + destination + " with priority " + priority
                    + ", next hop object " + nextHopObject + ": expected unsigned 32-bit numbers");
        }
        if (protocol < 0 || protocol > 255 || typeOfService < 0 || typeOfService > 255) {
            throw new IllegalArgumentException("route to " + destination + " with protocol " + protocol
                    + ", type of service " + typeOfService + ": expected 0 to 255");
        }
        if (preferredSource != null && preferredSource.family() != destination.family()) {
            throw new IllegalArgumentException("route to " + destination + " from " + preferredSource);
        }
        for (NextHop hop : nextHops) {
            boolean wrong = hop.gateway() != null && hop.gateway().family() == IpFamily.IPV4;
            if (wrong && destination.family() == IpFamily.IPV6) {
                throw new IllegalArgumentException("route to " + destination + " via " + hop.gateway());
            }
        }
        if (destination.family() == IpFamily.IPV6) {
            scope = RouteScope.UNIVERSE;
        }
        nextHops = type.isRefusal() ? List.of() : List.copyOf(nextHops);
        others = List.copyOf(others);
    }

    /** A route of this type and with these next hops in the main table, with the scope that the type asks for. */
    public static Route of(RouteType type, Cidr destination, List<NextHop> nextHops) {
        boolean viaRouter = nextHops.stream().anyMatch(hop -> hop.gateway() != null);
        return new Route(
                type,
                destination,
                null,
                0,
                type.equals(RouteType.LOCAL) ? RouteTable.LOCAL : RouteTable.MAIN,
                RouteProtocol.BOOT,
                scopeOf(type, viaRouter || nextHops.isEmpty()),
                destination.family() == IpFamily.IPV6 ? IPV6_PRIORITY : 0,
                null,
                nextHops,
                RouteMetrics.NONE,
                RoutePreference.MEDIUM,
                null,
                0,
                List.of());
    }

    private static RouteScope scopeOf(RouteType type, boolean far) {
        if (type.equals(RouteType.LOCAL)) {
            return RouteScope.HOST;
        }
        boolean near = type.equals(RouteType.UNICAST) && !far
                || type.equals(RouteType.BROADCAST)
                || type.equals(RouteType.MULTICAST)
                || type.equals(RouteType.ANYCAST);
        return near ? RouteScope.LINK : RouteScope.UNIVERSE;
    }

    /** A route by way of a router on a link. */
    public static Route via(Cidr destination, IpAddress gateway, int link) {
        return of(RouteType.UNICAST, destination, List.of(NextHop.via(gateway, link)));
    }

    /** A route by way of a router that is on a link even though no route says so. */
    public static Route viaOnLink(Cidr destination, IpAddress gateway, int link) {
        return of(
                RouteType.UNICAST,
                destination,
                List.of(NextHop.via(gateway, link).withOnLink()));
    }

    /** A route to what is on a link itself. */
    public static Route onLink(Cidr destination, int link) {
        return of(RouteType.UNICAST, destination, List.of(NextHop.link(link)));
    }

    /** A route that refuses packets, of one of the types that do. */
    public static Route refusing(RouteType type, Cidr destination) {
        if (!type.isRefusal()) {
            throw new IllegalArgumentException("a route of type " + type + " refuses nothing");
        }
        return of(type, destination, List.of());
    }

    public Route withTable(int number) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                number,
                protocol,
                scope,
                priority,
                preferredSource,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withProtocol(int number) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                number,
                scope,
                priority,
                preferredSource,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withScope(RouteScope other) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                other,
                priority,
                preferredSource,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withPriority(long number) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                number,
                preferredSource,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withPreferredSource(IpAddress address) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                address,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withNextHops(List<NextHop> other) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                preferredSource,
                other,
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    public Route withMetrics(RouteMetrics other) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                preferredSource,
                nextHops,
                other,
                preference,
                expires,
                nextHopObject,
                others);
    }

    /** The largest packet that the way carries, in bytes. */
    public Route withMtu(int bytes) {
        return withMetrics(metrics.with(RouteMetric.MTU, bytes));
    }

    public Route withPreference(RoutePreference other) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                preferredSource,
                nextHops,
                metrics,
                other,
                expires,
                nextHopObject,
                others);
    }

    public Route withExpires(@Nullable Duration fromNow) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                preferredSource,
                nextHops,
                metrics,
                preference,
                fromNow,
                nextHopObject,
                others);
    }

    public IpFamily family() {
        return destination.family();
    }

    /** What tells routes of a namespace apart: two of one key are one route to {@link #replace}. */
    public RouteKey key() {
        return new RouteKey(table, destination, source, typeOfService, priority);
    }

    /** What was asked for, without state that the kernel lists along. */
    public Route configured() {
        return withNextHops(nextHops.stream().map(NextHop::configured).toList())
                .withExpires(null)
                .withOthers(List.of());
    }

    Route withOthers(List<OpaqueAttribute> other) {
        return new Route(
                type,
                destination,
                source,
                typeOfService,
                table,
                protocol,
                scope,
                priority,
                preferredSource,
                nextHops,
                metrics,
                preference,
                expires,
                nextHopObject,
                other);
    }

    @Override
    public Request add() {
        return request(MessageType.NEWROUTE, Request.CREATE | Request.EXCLUSIVE, "add");
    }

    /** Adds the route, or puts it in place of the one with its {@link #key}, at once. */
    public Request replace() {
        return request(MessageType.NEWROUTE, Request.CREATE | Request.REPLACE, "replace");
    }

    /** Takes away a route that is in every respect like this one; ESRCH if there is none. */
    @Override
    public Request delete() {
        return new Request(MessageType.DELROUTE, 0, RouteWriter.deletion(this), "delete route", this);
    }

    private Request request(int messageType, int flags, String verb) {
        return new Request(messageType, flags, RouteWriter.body(this), verb + " route", this);
    }

    static Route read(Message message) {
        return Decoding.checked("route", () -> new RouteReader(message).route());
    }

    private String text(LinkNames names) {
        Words words = new Words()
                .addIf(!type.equals(RouteType.UNICAST), type)
                .add(destination.prefixLength() == 0 && source == null ? "default" : destination)
                .addIfPresent("from", source);
        if (nextHops.size() == 1) {
            words.add(nextHops.getFirst().text(names, this));
        }
        words.addIf(nextHopObject != 0, "nhid", nextHopObject)
                .addIf(typeOfService != 0, "tos", "0x" + Integer.toHexString(typeOfService))
                .addIf(table != RouteTable.MAIN, "table", RouteTable.text(table))
                .addIf(protocol != RouteProtocol.BOOT, "proto", RouteProtocol.text(protocol))
                .addIf(family() == IpFamily.IPV4 && !scope.equals(defaultScope()), "scope", scope)
                .addIfPresent("src", preferredSource)
                .addIf(priority != (family() == IpFamily.IPV4 ? 0 : IPV6_PRIORITY), "metric", priority)
                .add(metrics.text())
                .addIf(preference != RoutePreference.MEDIUM, "pref", preference.word());
        if (expires != null) {
            words.add("expires", expires.toSeconds());
        }
        if (nextHops.size() == 1) {
            return words.addIf(nextHops.getFirst().onLink(), "onlink").toString();
        }
        for (NextHop hop : nextHops) {
            words.add("nexthop", hop.text(names, this), "weight", hop.weight()).addIf(hop.onLink(), "onlink");
        }
        return words.toString();
    }

    private RouteScope defaultScope() {
        return of(type, destination, nextHops).scope;
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        String program = family() == IpFamily.IPV6 && destination.prefixLength() == 0 ? "ip -6 route " : "ip route ";
        return program + verb.word() + " " + text(names);
    }

    @Override
    public String toString() {
        return text(LinkNames.NUMBERS);
    }
}
