package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.AddressGeneration;
import org.flatnet.kernel.route.ForwardingEntry;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.LinkDelete;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.NeighbourState;
import org.flatnet.kernel.route.NetworkObject;
import org.flatnet.kernel.route.NextHop;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteMetric;
import org.flatnet.kernel.route.RouteTable;
import org.flatnet.kernel.route.RouteType;
import org.flatnet.kernel.route.Settings;
import org.flatnet.kernel.route.Vxlan;
import org.flatnet.kernel.route.VxlanSetting;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;

/** Between our objects, which know links by name, and those of the route library, which know them by index. */
final class RouteTranslation {
    private RouteTranslation() {}

    // ---- to the kernel

    static LinkDefinition definition(LinkObject link) {
        Vxlan vxlan = Vxlan.of(link.vni())
                .withPort(link.port())
                .withLocal(link.local())
                .withLearning(false)
                .with(VxlanSetting.UDP_CHECKSUM, false);
        LinkDefinition definition = LinkDefinition.of(link.name(), vxlan)
                .withMac(link.mac())
                .withMtu(link.mtu())
                .withAlias(link.alias());
        return link.up() ? definition.withUp() : definition;
    }

    /** The requests that make, change or delete a link, in order. */
    static List<Request> requests(Change change) {
        List<Request> requests = new ArrayList<>();
        LinkObject before = change.before() instanceof LinkObject link ? link : null;
        LinkObject after = change.after() instanceof LinkObject link ? link : null;
        if (before != null && after != null && after.isChangeOf(before)) {
            LinkChange link = LinkChange.of(after.name())
                    .mac(after.mac())
                    .mtu(after.mtu())
                    .alias(after.alias());
            requests.add((after.up() ? link.up() : link.down()).request());
            return requests;
        }
        if (before != null) {
            requests.add(LinkDelete.of(before.name()));
        }
        if (after != null) {
            requests.add(definition(after).create());
            requests.add(noLinkLocal(after));
            Request finish = definition(after).finish();
            if (finish != null) {
                requests.add(finish);
            }
        }
        return requests;
    }

    /** Before it is up. A host without IPv6 refuses it, and needs it not. */
    static Request noLinkLocal(LinkObject link) {
        return LinkChange.of(link.name())
                .addressGeneration(AddressGeneration.NONE)
                .request();
    }

    /** The link that an object needs before it can be told of. */
    static String linkOf(KernelObject object) {
        return switch (object) {
            case AddressObject address -> address.link();
            case NeighbourObject neighbour -> neighbour.link();
            case ForwardingObject entry -> entry.link();
            case RouteObject route -> route.link();
            default -> throw new IllegalArgumentException(object + " is on no link");
        };
    }

    static Request request(Change change, int link) {
        KernelObject object = change.object();
        if (change.isGone()) {
            return networkObject(object, link).delete();
        }
        return switch (object) {
            // Something dynamic may be in the place of a permanent neighbour or entry.
            case NeighbourObject _ -> ((Neighbour) networkObject(object, link)).replace();
            case ForwardingObject _ -> ((ForwardingEntry) networkObject(object, link)).replace();
            // A route of someone else is never replaced.
            case RouteObject _ when change.before() != null -> ((Route) networkObject(object, link)).replace();
            default -> networkObject(object, link).add();
        };
    }

    static NetworkObject networkObject(KernelObject object, int link) {
        return switch (object) {
            case AddressObject address ->
                LinkAddress.of(link, address.address()).withNoDad();
            case NeighbourObject neighbour -> Neighbour.permanent(link, neighbour.address(), neighbour.mac());
            case ForwardingObject entry -> ForwardingEntry.vxlan(link, entry.mac(), entry.remote());
            case RouteObject route -> route(route, link);
            default -> throw new IllegalArgumentException(object + " is on no link");
        };
    }

    private static Route route(RouteObject object, int link) {
        Route route = object.onlink()
                ? Route.viaOnLink(object.destination(), object.gateway(), link)
                : Route.via(object.destination(), object.gateway(), link);
        route = route.withProtocol(Marks.ROUTE_PROTOCOL).withPriority(RouteObject.metric(route.family()));
        if (object.source() != null) {
            route = route.withPreferredSource(object.source());
        }
        return object.mtu() > 0 ? route.withMtu(object.mtu()) : route;
    }

    // ---- from the kernel

    /** Null for a link that is no VXLAN device. */
    static @Nullable LinkObject object(Link link) {
        if (!(link.kind() instanceof Vxlan(Settings settings))) {
            return null;
        }
        Integer port = settings.get(VxlanSetting.PORT);
        IpAddress local = settings.get(VxlanSetting.LOCAL);
        Vxlan vxlan = new Vxlan(settings);
        boolean plain = settings.has(VxlanSetting.LEARNING, false)
                && settings.has(VxlanSetting.UDP_CHECKSUM, false)
                && settings.get(VxlanSetting.GROUP) == null
                && link.peerIndex() == 0;
        if (port == null || port == 0 || vxlan.id() == 0 || link.mac() == null) {
            return null;
        }
        return new LinkObject(
                link.name(),
                vxlan.id(),
                port,
                local == null ? IpAddress.unspecified(IpFamily.IPV4) : local,
                link.mac(),
                link.mtu(),
                link.alias() == null ? "" : link.alias(),
                link.isUp(),
                plain);
    }

    /** Null for an address that the kernel made. */
    static @Nullable AddressObject object(LinkAddress address, String link) {
        return address.address().address().isLinkLocal() ? null : new AddressObject(link, address.address());
    }

    /** Null for one that is not kept for ever. */
    static @Nullable NeighbourObject object(Neighbour neighbour, String link) {
        return neighbour.mac() != null && neighbour.state().has(NeighbourState.PERMANENT)
                ? new NeighbourObject(link, neighbour.address(), neighbour.mac())
                : null;
    }

    /** Null for one that is not kept for ever or leads nowhere. */
    static @Nullable ForwardingObject object(ForwardingEntry entry, String link) {
        return entry.destination() != null && entry.state().has(NeighbourState.PERMANENT)
                ? new ForwardingObject(link, entry.mac(), entry.destination())
                : null;
    }

    /** Whether a route stands in the place of one of ours, whoever made it. */
    static boolean isInOurPlace(Route route) {
        return route.table() == RouteTable.MAIN && route.priority() == RouteObject.metric(route.family());
    }

    /** A feature's route, which has a gateway; null for an attachment's and for anyone else's. */
    static @Nullable RouteObject object(Route route, IntFunction<@Nullable String> names) {
        if (route.protocol() != Marks.ROUTE_PROTOCOL || !isInOurPlace(route)) {
            return null;
        }
        NextHop hop = route.nextHops().isEmpty() ? null : route.nextHops().getFirst();
        IpAddress gateway = hop == null ? null : hop.gateway();
        if (hop == null || gateway == null || gateway.family() != route.family()) {
            return null;
        }
        String link = names.apply(hop.link());
        if (link != null && OwnLinks.isOfAttachments(link)) {
            return null;
        }
        boolean asMade =
                link != null && route.nextHops().size() == 1 && route.type().equals(RouteType.UNICAST);
        Long mtu = route.metrics().get(RouteMetric.MTU);
        return new RouteObject(
                route.destination(),
                link == null ? "" : link,
                gateway,
                hop.onLink(),
                route.preferredSource(),
                !asMade ? RouteObject.NOT_AS_MADE : mtu == null ? 0 : mtu.intValue());
    }
}
