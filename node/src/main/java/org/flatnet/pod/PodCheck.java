package org.flatnet.pod;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.NeighbourState;
import org.flatnet.kernel.route.NextHop;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.jspecify.annotations.Nullable;

/** Compares what the kernel holds with what an attachment is to be. What there is more is nobody's business here. */
final class PodCheck {
    private final PodPlan plan;
    private final List<String> problems = new ArrayList<>();

    private PodCheck(PodPlan plan) {
        this.plan = plan;
    }

    /**
     * What differs, for people; empty if all is well.
     *
     * @param inside a socket of the pod
     */
    static List<String> of(PodPlan plan, RouteSocket host, RouteSocket inside) throws KernelException {
        PodCheck check = new PodCheck(plan);
        check.host(host, inside);
        return check.problems;
    }

    private void host(RouteSocket host, RouteSocket pod) throws KernelException {
        Link link = find(host);
        if (link == null) {
            problems.add("the node has no link " + plan.host().link() + " of this attachment");
            return;
        }
        String name = "the node's link " + link.name();
        compare(name + "'s name", plan.host().link(), link.name());
        up(name, link);
        mtu(name, plan.host().mtu(), link);
        BridgePlan bridge = plan.bridge();
        if (bridge != null) {
            bridge(host, bridge, link);
        } else {
            routed(host, link);
        }
        inside(pod, link);
    }

    private @Nullable Link find(RouteSocket host) throws KernelException {
        Link link = host.link(plan.host().link());
        if (link != null && plan.host().alias().equals(link.alias())) {
            return link;
        }
        return host.links().stream()
                .filter(other -> plan.host().alias().equals(other.alias()))
                .findFirst()
                .orElse(null);
    }

    private void bridge(RouteSocket host, BridgePlan wanted, Link port) throws KernelException {
        Link bridge = host.link(wanted.name());
        if (bridge == null) {
            problems.add("the bridge " + wanted.name() + " is missing");
            return;
        }
        if (!(bridge.kind() instanceof Bridge)) {
            problems.add("the link " + wanted.name() + " is no bridge");
            return;
        }
        up("the bridge " + wanted.name(), bridge);
        if (port.master() != bridge.index()) {
            problems.add("the node's link " + port.name() + " is no port of the bridge " + wanted.name());
        } else if (port.port() != null
                && plan.host().port() != null
                && !port.port().covers(PodObjects.port(plan.host().port()))) {
            problems.add("the node's link " + port.name() + " is set as " + port.port() + ": expected "
                    + PodObjects.port(plan.host().port()));
        }
        gateways(host, bridge, wanted.addresses());
    }

    /** The prefix of a gateway is not known of a pod whose range is no longer the node's. */
    private void gateways(RouteSocket host, Link bridge, List<InterfaceAddress> wanted) throws KernelException {
        List<InterfaceAddress> known = new ArrayList<>();
        for (InterfaceAddress gateway : wanted) {
            if (gateway.prefixLength() < gateway.family().bits()) {
                known.add(gateway);
            } else if (host.addresses(gateway.family(), bridge.index()).stream()
                    .noneMatch(there -> there.address().address().equals(gateway.address()))) {
                problems.add("the bridge " + bridge.name() + " has no address " + gateway.address());
            }
        }
        addresses("the bridge " + bridge.name(), host, bridge, known);
    }

    private void routed(RouteSocket host, Link link) throws KernelException {
        String name = "the node's link " + link.name();
        addresses(name, host, link, plan.host().addresses());
        routes("the node", host, link, PodObjects.hostRoutes(plan.host(), link.index()));
        neighbours("the node", host, link, PodObjects.hostNeighbours(plan.host(), link.index()));
    }

    private void inside(RouteSocket pod, Link host) throws KernelException {
        Inside inside = plan.inside();
        String name = "the pod's link " + inside.link();
        Link link = pod.link(inside.link());
        if (link == null) {
            problems.add("the pod has no link " + inside.link());
            return;
        }
        if (host.peerIndex() != link.index() || link.peerIndex() != host.index()) {
            problems.add(name + " is not the other end of the node's link " + host.name());
        }
        if (inside.up()) {
            up(name, link);
        }
        mtu(name, inside.mtu(), link);
        MacAddress mac = link.mac();
        compare(name + "'s MAC address", inside.mac(), mac);
        addresses(name, pod, link, inside.addresses());
        routes("the pod", pod, link, PodObjects.insideRoutes(inside, link.index()));
        neighbours("the pod", pod, link, PodObjects.insideNeighbours(inside, link.index()));
    }

    private void up(String what, Link link) {
        if (!link.isUp()) {
            problems.add(what + " is down: expected it up");
        }
    }

    private void mtu(String what, int expected, Link link) {
        if (expected != 0 && expected != link.mtu()) {
            problems.add(what + " has the MTU " + link.mtu() + ": expected " + expected);
        }
    }

    private void compare(String what, Object expected, @Nullable Object found) {
        if (!expected.equals(found)) {
            problems.add(what + " is " + found + ": expected " + expected);
        }
    }

    private void addresses(String what, RouteSocket socket, Link link, List<InterfaceAddress> wanted)
            throws KernelException {
        Set<InterfaceAddress> missing = new HashSet<>(wanted);
        for (IpFamily family : IpFamily.values()) {
            if (wanted.stream().anyMatch(address -> address.family() == family)) {
                for (LinkAddress address : socket.addresses(family, link.index())) {
                    missing.remove(address.address());
                }
            }
        }
        missing.stream().sorted().forEach(address -> problems.add(what + " has no address " + address));
    }

    private void routes(String whose, RouteSocket socket, Link link, List<Route> wanted) throws KernelException {
        for (IpFamily family : IpFamily.values()) {
            List<Route> ours =
                    wanted.stream().filter(route -> route.family() == family).toList();
            if (ours.isEmpty()) {
                continue;
            }
            List<Route> there = socket.routes(RouteFilter.all(family).withLink(link.index()));
            for (Route route : ours) {
                if (there.stream().noneMatch(other -> leadsAlike(route, other))) {
                    problems.add(whose + " has no route "
                            + route.command(org.flatnet.kernel.route.Verb.ADD, _ -> link.name())
                                    .replaceFirst("^ip (-6 )?route add ", ""));
                }
            }
        }
    }

    /** Whoever made it, and whatever else is known of it. */
    private static boolean leadsAlike(Route wanted, Route there) {
        if (!wanted.destination().equals(there.destination())
                || wanted.table() != there.table()
                || wanted.priority() != there.priority()
                || there.nextHops().size() != 1) {
            return false;
        }
        NextHop hop = there.nextHops().getFirst();
        return java.util.Objects.equals(wanted.nextHops().getFirst().gateway(), hop.gateway());
    }

    private void neighbours(String whose, RouteSocket socket, Link link, List<Neighbour> wanted)
            throws KernelException {
        for (Neighbour neighbour : wanted) {
            boolean there = socket.neighbours(neighbour.family(), link.index()).stream()
                    .anyMatch(other -> other.address().equals(neighbour.address())
                            && java.util.Objects.equals(other.mac(), neighbour.mac())
                            && other.state().has(NeighbourState.PERMANENT));
            if (!there) {
                problems.add(whose + " has no permanent neighbour " + neighbour.address() + " at " + neighbour.mac()
                        + " on " + link.name());
            }
        }
    }
}
