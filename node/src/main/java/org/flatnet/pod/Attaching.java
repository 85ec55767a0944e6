package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDelete;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.OperationalState;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteGroup;
import org.flatnet.kernel.route.RouteMonitor;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/** Makes one attachment, step by step, with a step back for each. */
final class Attaching {
    /** The kernel settles within a millisecond; what takes so long will not happen. */
    private static final int SETTLE_MILLIS = 2_000;

    private final NetworkNamespace node;
    private final Lane lane;
    private final Bridges bridges;
    private final PodPlan plan;
    private final NetworkNamespace pod;
    private final boolean firstPort;

    /**
     * Makes nothing yet.
     *
     * @param firstPort whether the bridge may have no other port, and so be asleep
     */
    Attaching(Lane lane, Bridges bridges, PodPlan plan, NetworkNamespace pod, boolean firstPort) {
        this.node = lane.node();
        this.lane = lane;
        this.bridges = bridges;
        this.plan = plan;
        this.pod = pod;
        this.firstPort = firstPort;
    }

    /**
     * Makes the attachment.
     *
     * @param prepare is run when the link is there, and nobody else's, but not up yet
     */
    Attached run(Undo undo, Undo.Action prepare) throws IOException {
        int bridge = makeLink(undo, prepare);
        try (RouteSocket socket = lane.enter(pod, plan.inside().settings())) {
            Link inside = required(
                    socket.link(plan.inside().link()),
                    "the pod's link " + plan.inside().link());
            configure(socket, inside.index());
            int host = inside.peerIndex();
            executeAll(lane.host(), hostRequests(host, bridge));
            Link port = settled(host, bridge);
            AddressWait.await(lane.host(), node, host, plan.host().addresses(), false);
            boolean detection = plan.inside().duplicateDetection();
            AddressWait.await(socket, pod, inside.index(), plan.inside().addresses(), detection);
            return new Attached(
                    bridgeOf(bridge),
                    Attached.Interface.of(port),
                    Attached.Interface.of(inside),
                    plan.addresses(),
                    plan.routes());
        }
    }

    /**
     * Where the pod's namespace has IPv6 switched off for new links, an IPv6 address is refused, and it is switched on: to do
     * so always would take the lock of all links each time.
     */
    private void configure(RouteSocket socket, int link) throws IOException {
        List<Route> routes = PodObjects.insideRoutes(plan.inside(), link);
        List<Request> requests = insideRequests(link, routes);
        List<Outcome> outcomes = new ArrayList<>(socket.executeAll(requests));
        if (outcomes.stream().anyMatch(Attaching::isDisabled)) {
            String key = "net/ipv6/conf/" + plan.inside().link() + "/disable_ipv6";
            lane.enter(pod, new TreeMap<>(Map.of(key, "0"))).close();
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) instanceof Outcome.Failed) {
                    outcomes.set(i, socket.executeAll(List.of(requests.get(i))).getFirst());
                }
            }
        }
        int firstRoute = requests.size() - routes.size();
        for (int i = firstRoute; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Failed(KernelException e) && e.isExists()) {
                throw routeExists(socket, routes.get(i - firstRoute), e);
            }
        }
        throwFirst(outcomes);
    }

    /** Another network of the pod was first. The kernel does not say by which of its links. */
    private static PodException routeExists(RouteSocket socket, Route route, KernelException cause)
            throws KernelException {
        String by = "";
        for (Route there : socket.routes(RouteFilter.all(route.family()))) {
            boolean same = there.destination().equals(route.destination())
                    && there.table() == route.table()
                    && !there.nextHops().isEmpty();
            if (same) {
                Link link = socket.link(there.nextHops().getFirst().link());
                by = link == null ? "" : " by its interface " + link.name();
            }
        }
        boolean isToGateway = route.nextHops().getFirst().gateway() == null;
        return PodException.conflict(
                "the pod has a route to " + route.destination() + by + " already: "
                        + (isToGateway
                                ? "expected a gateway of its own for each network; give this one another range or attach"
                                : "expected none of the same priority; give this network's a priority of its own, as in"
                                        + " \"routes\": [{\"dst\": \"" + route.destination()
                                        + "\", \"priority\": 2000}]"),
                cause);
    }

    private static boolean isDisabled(Outcome outcome) {
        return outcome instanceof Outcome.Failed(KernelException e) && e.is(Errno.EACCES);
    }

    /** The bridge has a carrier from its first port on, which the kernel, as with the port, acts on when asked. */
    private Attached.@Nullable Interface bridgeOf(int bridge) throws IOException {
        if (plan.bridge() == null) {
            return null;
        }
        Bridges.Known known = bridges.find(plan.bridge().name());
        if (!firstPort && known != null && known.index() == bridge) {
            return known.link();
        }
        return Attached.Interface.of(
                required(lane.host().link(bridge), "the bridge " + plan.bridge().name()));
    }

    /** Makes both ends; the index of the bridge, or 0. */
    private int makeLink(Undo undo, Undo.Action prepare) throws IOException {
        BridgePlan bridge = plan.bridge();
        if (bridge == null) {
            make(0, undo, prepare);
            return 0;
        }
        int index = bridges.ensure(lane, bridge);
        try {
            make(index, undo, prepare);
            return index;
        } catch (KernelException e) {
            Link there = lane.host().link(bridge.name());
            if (there != null && there.index() == index) {
                throw e;
            }
        }
        // Somebody deleted the bridge, and perhaps made another one of that name.
        index = bridges.restore(lane, bridge);
        make(index, undo, prepare);
        return index;
    }

    private void make(int bridge, Undo undo, Undo.Action prepare) throws IOException {
        try {
            lane.host().execute(PodObjects.link(plan.host(), plan.inside(), bridge, pod));
        } catch (KernelException e) {
            throw e.isExists() ? whatExists(e) : e;
        }
        undo.add("delete link " + plan.host().link(), this::deleteLink);
        prepare.run();
        if (!plan.host().settings().isEmpty()) {
            lane.set(plan.host().settings());
        }
        List<Outcome> outcomes = lane.host().executeAll(PodObjects.marks(plan.host()));
        for (int i = 0; i < outcomes.size(); i++) {
            boolean harmless = i == PodObjects.IPV6_MARK
                    && outcomes.get(i) instanceof Outcome.Failed(KernelException e)
                    && e.isUnsupported();
            if (!harmless) {
                outcomes.get(i).orThrow();
            }
        }
    }

    private void deleteLink() throws KernelException {
        try {
            lane.host().execute(LinkDelete.of(plan.host().link()));
        } catch (KernelException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** The kernel does not say which of the two names is taken. */
    private PodException whatExists(KernelException cause) throws KernelException {
        Link there = lane.host().link(plan.host().link());
        if (there == null) {
            return PodException.exists(
                    "the pod has an interface " + plan.inside().link() + " already", cause);
        }
        boolean same = PodObjects.isHostLink(there, plan.id());
        return PodException.exists(
                "the node has a link " + there.name() + " already, "
                        + (same
                                ? "of this very attachment: delete the attachment first"
                                : "with the alias " + there.alias() + ": it is in the way of this attachment's link"),
                cause);
    }

    private List<Request> insideRequests(int link, List<Route> routes) {
        List<Request> requests = new ArrayList<>();
        for (LinkAddress address : PodObjects.insideAddresses(plan.inside(), link)) {
            requests.add(address.add());
        }
        if (plan.inside().up()) {
            requests.add(LinkChange.of(link).up().request());
        }
        for (Neighbour neighbour : PodObjects.insideNeighbours(plan.inside(), link)) {
            requests.add(neighbour.replace());
        }
        for (Route route : routes) {
            requests.add(route.add());
        }
        return requests;
    }

    private List<Request> hostRequests(int link, int bridge) {
        List<Request> requests = new ArrayList<>();
        for (LinkAddress address : PodObjects.hostAddresses(plan.host(), link)) {
            requests.add(address.add());
        }
        for (Route route : PodObjects.hostRoutes(plan.host(), link)) {
            requests.add(route.add());
        }
        for (Neighbour neighbour : PodObjects.hostNeighbours(plan.host(), bridge == 0 ? link : bridge)) {
            requests.add(neighbour.replace());
        }
        return requests;
    }

    private static void executeAll(RouteSocket socket, List<Request> requests) throws KernelException {
        throwFirst(socket.executeAll(requests));
    }

    private static void throwFirst(List<Outcome> outcomes) throws KernelException {
        for (Outcome outcome : outcomes) {
            outcome.orThrow();
        }
    }

    /**
     * The node's end once packets pass. That both ends are up is only noted at first; a list of the link makes the kernel
     * act on it at once from Linux 6.8 on, older ones do so on their own a moment later and tell.
     */
    private Link settled(int host, int bridge) throws IOException {
        Link link = lane.look(host);
        if (passes(link, bridge) || !plan.inside().up()) {
            return required(link, "the node's link " + plan.host().link());
        }
        return awaitSettled(host, bridge);
    }

    private Link awaitSettled(int host, int bridge) throws IOException {
        if (bridge != 0) {
            // A bridge that somebody shut keeps its ports shut.
            lane.host().execute(LinkChange.of(bridge).up().request());
        }
        long end = System.nanoTime() + SETTLE_MILLIS * 1_000_000L;
        try (RouteMonitor monitor = RouteMonitor.open(node, RouteGroup.LINKS)) {
            Link link = lane.look(host);
            while (!passes(link, bridge)) {
                int leftMillis = (int) ((end - System.nanoTime()) / 1_000_000L);
                if (leftMillis <= 0) {
                    throw new KernelException(
                            "wait for link " + plan.host().link(),
                            Errno.ETIMEDOUT,
                            "it does not pass packets: state " + (link == null ? "gone" : link.operationalState()));
                }
                monitor.receive(leftMillis);
                link = lane.look(host);
            }
            return required(link, "the node's link " + plan.host().link());
        }
    }

    private static boolean passes(@Nullable Link link, int bridge) {
        if (link == null || link.operationalState() != OperationalState.UP) {
            return false;
        }
        return bridge == 0
                || link.port() != null && link.port().has(BridgePortSetting.STATE, BridgePortSetting.FORWARDING);
    }

    private static Link required(@Nullable Link link, String what) throws PodException {
        if (link == null) {
            throw PodException.disturbed(what + " is gone: somebody deleted it while the pod was being attached");
        }
        return link;
    }
}
