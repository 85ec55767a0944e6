package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.AddressGeneration;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.Ipv4Option;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.NeighbourState;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteMetric;
import org.flatnet.kernel.route.RouteMetrics;
import org.flatnet.kernel.route.RouteScope;
import org.flatnet.kernel.route.Settings;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AttachmentId;
import org.flatnet.model.Marks;

/** The kernel's objects of a plan, once the indexes of its links are known. Pure. */
final class PodObjects {
    private PodObjects() {}

    static LinkDefinition bridge(BridgePlan plan) {
        Bridge kind = plan.own() ? Bridge.plain().withMulticastSnooping(false) : Bridge.plain();
        return LinkDefinition.of(plan.name(), kind).withMac(plan.mac()).withMtu(plan.mtu());
    }

    /** The gateway's address is there at once, as nobody else has it. */
    static LinkAddress bridgeAddress(int bridge, InterfaceAddress address) {
        return LinkAddress.of(bridge, address).withNoDad();
    }

    /**
     * Both ends of the link, each where it stays and under its own name: moving one later would unregister it and wait for
     * an RCU grace period.
     *
     * @param bridge its index, 0 for a routed pod
     * @param pod must stay open until the request was executed
     */
    static Request link(HostSide host, Inside inside, int bridge, NetworkNamespace pod) {
        LinkDefinition peer = LinkDefinition.peer(inside.link())
                .withMac(inside.mac())
                .withMtu(inside.mtu())
                .inNamespace(pod);
        return LinkDefinition.of(host.link(), Veth.to(peer))
                .withMac(host.mac())
                .withMtu(host.mtu())
                .withMaster(bridge)
                .create();
    }

    /**
     * What the kernel takes only from a link that is there. To be sent once it is known to be ours: in one datagram with its
     * creation, which the kernel may refuse because of somebody else's link of that name, it would change that one.
     */
    static List<Request> marks(HostSide host) {
        LinkChange up = LinkChange.of(host.link()).alias(host.alias()).up();
        return List.of(
                // Before it is up: the node's end needs no link-local address and gets none.
                LinkChange.of(host.link())
                        .addressGeneration(AddressGeneration.NONE)
                        .request(),
                (host.port() == null ? up.ipv4(Ipv4Option.SEND_REDIRECTS, 0) : up.port(port(host.port()))).request());
    }

    /** Which of {@link #marks} the kernel refuses where the link has no IPv6; it then has no such address anyway. */
    static final int IPV6_MARK = 0;

    /**
     * Whether the link is the node's end of the attachment. An agent that was killed may have left it without its alias: the
     * hardware address, which follows from the attachment, says so too then.
     */
    static boolean isHostLink(Link link, AttachmentId id) {
        return link.kind() instanceof Veth
                && (link.alias() == null
                        ? PodNames.hostMac(id).equals(link.mac())
                        : link.alias().equals(PodNames.alias(id)));
    }

    static Settings port(HostSide.Port port) {
        return Settings.none()
                .with(BridgePortSetting.ISOLATED, port.isolated())
                .with(BridgePortSetting.HAIRPIN, port.hairpin());
    }

    static List<LinkAddress> hostAddresses(HostSide host, int link) {
        return host.addresses().stream()
                .map(address -> hostAddress(address, link))
                .toList();
    }

    static LinkAddress hostAddress(InterfaceAddress address, int link) {
        return LinkAddress.of(link, address).withNoDad().withNoPrefixRoute();
    }

    static List<Route> hostRoutes(HostSide host, int link) {
        return host.routes().stream()
                .map(destination -> hostRoute(destination, link))
                .toList();
    }

    static Route hostRoute(Cidr destination, int link) {
        return Route.onLink(destination, link).withProtocol(Marks.ROUTE_PROTOCOL);
    }

    /**
     * The pod's addresses as the node reaches them. On a bridge they are told once, so that the node does not go on sending
     * to the hardware address of a pod that had the address before; what is permanent would outlast the pod there.
     *
     * @param link the pod's own link, or its bridge
     */
    static List<Neighbour> hostNeighbours(HostSide host, int link) {
        NeighbourState state = host.port() == null ? NeighbourState.PERMANENT : NeighbourState.REACHABLE;
        return host.neighbours().stream()
                .map(station -> Neighbour.permanent(link, station.address(), station.mac())
                        .withState(state))
                .toList();
    }

    static List<LinkAddress> insideAddresses(Inside inside, int link) {
        List<LinkAddress> addresses = new ArrayList<>();
        for (InterfaceAddress address : inside.addresses()) {
            LinkAddress plain = LinkAddress.of(link, address);
            LinkAddress settled = inside.duplicateDetection() ? plain : plain.withNoDad();
            addresses.add(inside.connectedRoutes() ? settled : settled.withNoPrefixRoute());
        }
        return addresses;
    }

    static List<Neighbour> insideNeighbours(Inside inside, int link) {
        return inside.neighbours().stream()
                .map(station -> Neighbour.permanent(link, station.address(), station.mac()))
                .toList();
    }

    /** In the order in which the kernel takes them: a gateway must be reached before a route leads to it. */
    static List<Route> insideRoutes(Inside inside, int link) {
        List<Route> routes = new ArrayList<>();
        for (Cidr direct : inside.directRoutes()) {
            routes.add(Route.onLink(direct, link).withProtocol(Marks.ROUTE_PROTOCOL));
        }
        for (Inside.Via via : inside.routes()) {
            routes.add(route(via, link));
        }
        return routes;
    }

    private static Route route(Inside.Via via, int link) {
        PodRoute wanted = via.route();
        Route route;
        if (wanted.gateway() == null) {
            route = Route.onLink(wanted.destination(), link);
        } else if (via.onlink()) {
            route = Route.viaOnLink(wanted.destination(), wanted.gateway(), link);
        } else {
            route = Route.via(wanted.destination(), wanted.gateway(), link);
        }
        route = route.withProtocol(Marks.ROUTE_PROTOCOL).withMetrics(metrics(wanted));
        if (wanted.priority() != 0) {
            route = route.withPriority(Integer.toUnsignedLong(wanted.priority()));
        }
        if (via.source() != null) {
            route = route.withPreferredSource(via.source());
        }
        if (wanted.table() != null) {
            route = route.withTable(wanted.table());
        }
        return wanted.scope() == null ? route : route.withScope(new RouteScope(wanted.scope()));
    }

    private static RouteMetrics metrics(PodRoute route) {
        RouteMetrics metrics = RouteMetrics.NONE;
        if (route.mtu() != 0) {
            metrics = metrics.with(RouteMetric.MTU, route.mtu());
        }
        return route.advertisedSegmentSize() == 0
                ? metrics
                : metrics.with(RouteMetric.ADVERTISED_MSS, route.advertisedSegmentSize());
    }
}
