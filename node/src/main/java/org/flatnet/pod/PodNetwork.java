package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteChange;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteScope;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Settings;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.AttachmentId;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attachments of one node: makes, deletes, compares and finds them. Calls for different attachments may come in
 * parallel, from platform threads, as they wait inside system calls; those for one attachment come one after the other.
 *
 * <p>An attachment is four exchanges with the node's side (make the link, mark it and set it up, neighbours and routes,
 * look whether packets pass) and two with the pod's (find the link; addresses, up and routes), for IPv6 a third that
 * awaits its addresses, with one visit to the pod's namespace. Nothing is waited for that is there at once. Measured on two
 * busy cores, both families: 1.8 ms, of which making the link is 0.8 and most of the rest the kernel's too.
 */
public final class PodNetwork implements AutoCloseable {
    /**
     * Creating links is serial in the kernel, and those that wait for its lock burn a processor meanwhile: more lanes than
     * processors make everybody slower, and more than a few fill no gap any more.
     */
    public static final int USUAL_LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 6);

    private static final Logger LOG = LoggerFactory.getLogger(PodNetwork.class);

    private final String nodeName;
    private final PodGuard guard;
    private final Lanes lanes;
    private final LinkRemover remover;
    private final Bridges bridges = new Bridges();
    private final Map<AttachmentId, Place> places = new ConcurrentHashMap<>();
    /** Indexes of the node's ends of whole attachments. */
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();

    /** That Flatnet's own bridge has for pods, now or earlier. What else is there is someone's. */
    private final Set<InterfaceAddress> gateways = ConcurrentHashMap.newKeySet();
    /** Those of new pods; empty while they are not known. */
    private volatile List<InterfaceAddress> gatewaysOfNewPods = List.of();

    private final BridgeKeeper keeper;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Where a pod's link belongs.
     *
     * @param index of the link, 0 while it is being made
     * @param bridge null for a routed pod
     * @param port null for a routed pod
     * @param addresses of the pod
     */
    private record Place(
            String hostLink,
            int index,
            @Nullable String bridge,
            HostSide.@Nullable Port port,
            List<IpAddress> addresses) {
        Place at(int newIndex) {
            return new Place(hostLink, newIndex, bridge, port, addresses);
        }

        boolean uses(InterfaceAddress gateway) {
            return Shape.BRIDGE.equals(bridge) && addresses.stream().anyMatch(gateway.cidr()::contains);
        }
    }

    private PodNetwork(String nodeName, PodGuard guard, Lanes lanes, LinkRemover remover, BridgeKeeper keeper) {
        this.nodeName = nodeName;
        this.guard = guard;
        this.lanes = lanes;
        this.remover = remover;
        this.keeper = keeper;
    }

    /**
     * Opens it for a node. To be called at the start by a thread that is where new threads should be born.
     *
     * @param node the node's namespace, which stays the caller's and stays open
     * @param nodeName makes the bridges of different nodes different
     * @param lanes how many attachments are worked on at a time: {@link #USUAL_LANES}
     */
    public static PodNetwork open(NetworkNamespace node, String nodeName, PodGuard guard, int lanes, Vitals vitals)
            throws IOException {
        return open(node, nodeName, guard, lanes, LinkLook.ALONE, vitals);
    }

    /** The same with another way to look at links. */
    static PodNetwork open(
            NetworkNamespace node, String nodeName, PodGuard guard, int lanes, LinkLook look, Vitals vitals)
            throws IOException {
        try (Undo undo = new Undo()) {
            Lanes open = Lanes.open(node, lanes, look);
            undo.add("close the lanes", open::close);
            LinkRemover remover = new LinkRemover(RouteSocket.open(node), guard, vitals);
            undo.add("end the remover", remover::close);
            BridgeKeeper keeper = BridgeKeeper.open(node);
            PodNetwork network = new PodNetwork(nodeName, guard, open, remover, keeper);
            keeper.start(network.new Keeping(), vitals);
            undo.commit();
            return network;
        }
    }

    /**
     * Makes an attachment. When it fails, all that it made has been undone.
     *
     * @param pod the pod's namespace, which stays the caller's
     * @throws PodException if something stands in the way, the message says what
     * @throws IllegalArgumentException if what is asked for cannot be
     */
    public Attached attach(AttachRequest request, NetworkNamespace pod) throws IOException {
        PodPlan plan = PodPlan.of(nodeName, request);
        String hostLink = plan.host().link();
        AttachmentId key = PodNames.shortened(plan.id());
        try (Lanes.Lease lease = lanes.take();
                Undo undo = new Undo()) {
            BridgePlan bridge = plan.bridge();
            boolean firstPort = bridge != null && !hasPort(bridge.name());
            // Before the bridge gets its gateway, so that it is not taken away again.
            Place earlier = places.get(key);
            Place place = place(plan, earlier);
            places.put(key, place);
            undo.add("forget the place of " + key, () -> putOrRemove(key, earlier));
            if (bridge != null) {
                ensure(lease.lane(), bridge);
                checkMtu(bridge.name(), request.mtu());
            }
            Attached attached = new Attaching(lease.lane(), bridges, plan, pod, firstPort).run(undo, () -> {
                guard.prepare(port(request, plan));
                undo.add("take the guard of " + hostLink + " away", () -> guard.remove(List.of(hostLink)));
            });
            remember(key, place.at(attached.host().index()));
            undo.commit();
            return attached;
        }
    }

    /** An attachment that is there already, and makes this one fail, keeps what it uses. */
    private static Place place(PodPlan plan, @Nullable Place earlier) {
        List<IpAddress> addresses = new ArrayList<>(earlier == null ? List.of() : earlier.addresses);
        plan.addresses().forEach(address -> addresses.add(address.address().address()));
        BridgePlan bridge = plan.bridge();
        return new Place(
                plan.host().link(),
                0,
                bridge == null ? null : bridge.name(),
                plan.host().port(),
                List.copyOf(addresses));
    }

    private static PodGuard.Port port(AttachRequest request, PodPlan plan) {
        List<InterfaceAddress> masqueraded = !request.masqueraded()
                ? List.of()
                : request.addresses().stream().map(PodAddress::address).toList();
        List<IpAddress> addresses = plan.addresses().stream()
                .map(address -> address.address().address())
                .toList();
        return new PodGuard.Port(
                plan.id(), request.shape(), plan.host().link(), plan.inside().mac(), addresses, masqueraded);
    }

    /** A bridge takes the smallest MTU of its ports, and loses IPv6 below what that needs. */
    private void checkMtu(String name, int mtu) throws PodException {
        Bridges.Known bridge = bridges.find(name);
        int least = IpFamily.IPV6.minimumMtu();
        boolean ipv6 = bridge != null
                && bridge.plan().addresses().stream().anyMatch(address -> address.family() == IpFamily.IPV6);
        if (ipv6 && mtu != 0 && mtu < least) {
            throw PodException.conflict("the MTU " + mtu + " would take IPv6 away from the bridge " + name
                    + " and all of its pods: expected at least " + least);
        }
    }

    private boolean hasPort(String bridge) {
        return places.values().stream().anyMatch(place -> place.index != 0 && bridge.equals(place.bridge));
    }

    private void remember(AttachmentId key, Place place) {
        places.put(key, place);
        watched.add(place.index);
    }

    private void forget(AttachmentId key) {
        Place place = places.remove(key);
        if (place != null) {
            watched.remove(place.index);
        }
    }

    private void putOrRemove(AttachmentId key, @Nullable Place place) {
        if (place == null) {
            places.remove(key);
        } else {
            places.put(key, place);
        }
    }

    /**
     * Deletes attachments, together, and with all that others ask for at the same time. Succeeds where there is nothing, or
     * no pod any more; a link that is not marked as the attachment's is never touched.
     *
     * @throws IOException the first failure, the others as suppressed by it
     */
    public void detach(Collection<AttachmentId> ids) throws IOException {
        ids.forEach(id -> forget(PodNames.shortened(id)));
        remover.remove(List.copyOf(ids));
        retireGateways();
    }

    /** Deletes one attachment, with all that others ask for at the same time. */
    public void detach(AttachmentId id) throws IOException {
        detach(List.of(id));
    }

    /**
     * Compares what the kernel holds with what was asked for.
     *
     * @param request what the attachment is to be, with the hardware address and the MTU that it should have
     * @return what differs, for people; empty if all is as it should be
     */
    public List<String> check(AttachRequest request, NetworkNamespace pod) throws IOException {
        PodPlan plan = PodPlan.of(nodeName, request);
        try (Lanes.Lease lease = lanes.take();
                RouteSocket inside = lease.lane().enter(pod)) {
            return PodCheck.of(plan, lease.lane().host(), inside);
        }
    }

    /** Every attachment that the kernel holds, of every network, with the addresses that the pods have. */
    public List<PodLink> links() throws IOException {
        try (Lanes.Lease lease = lanes.take()) {
            return new PodLinks(lease.lane().host()).list();
        }
    }

    /** Whether there is anything of an attachment that {@link #detach} would take away. */
    public boolean knows(AttachmentId id) throws IOException {
        return places.containsKey(PodNames.shortened(id)) || links().stream().anyMatch(link -> link.isOf(id));
    }

    /**
     * Takes over what an earlier agent made, puts links that lost their bridge back, and right what someone has renamed or
     * set down meanwhile. To be called once, before the first attachment.
     *
     * @return {@link #links}
     */
    public List<PodLink> adopt() throws IOException {
        try (Lanes.Lease lease = lanes.take()) {
            RouteSocket host = lease.lane().host();
            Map<Integer, Link> links = new HashMap<>();
            host.links().forEach(link -> links.put(link.index(), link));
            List<PodLink> pods = new PodLinks(host).list();
            for (PodLink pod : pods) {
                remember(pod.owner(), placeOf(pod, links.get(pod.bridge())));
            }
            for (Link link : links.values()) {
                if (link.kind() instanceof Bridge && BridgePlan.ALIAS.equals(link.alias())) {
                    BridgePlan plan = BridgePlan.own(nodeName, link.name(), globalAddresses(host, link.index()));
                    bridges.ensure(lease.lane(), plan);
                    plan.addresses().stream().filter(this::isUsed).forEach(gateways::add);
                    putBack(host, plan.name(), link.index());
                }
            }
            List<PodLink> right = putLinksRight(host, _ -> true) ? new PodLinks(host).list() : pods;
            leadToRoutedPods(host, right);
            return right;
        }
    }

    private static Place placeOf(PodLink pod, @Nullable Link bridge) {
        // Of an owner whose hash alone is known, the name that the link has is taken for right.
        String hostLink = pod.owner().containerId().startsWith(PodNames.HASH_MARK)
                ? pod.hostLink()
                : PodNames.hostLink(pod.owner());
        List<IpAddress> addresses =
                pod.addresses().stream().map(InterfaceAddress::address).toList();
        if (bridge != null) {
            Settings port = pod.port() == null ? Settings.none() : pod.port();
            return new Place(
                    hostLink,
                    pod.hostIndex(),
                    bridge.name(),
                    new HostSide.Port(
                            port.has(BridgePortSetting.ISOLATED, true), port.has(BridgePortSetting.HAIRPIN, true)),
                    addresses);
        }
        if (pod.isRouted()) {
            return new Place(hostLink, pod.hostIndex(), null, null, addresses);
        }
        // The bridge was deleted while no agent was there. What the pod sees of it tells which shape it had.
        boolean throughNode = pod.addresses().stream()
                .anyMatch(address -> address.prefixLength() == address.family().bits());
        return new Place(
                hostLink, pod.hostIndex(), Shape.BRIDGE, new HostSide.Port(throughNode, !throughNode), addresses);
    }

    private static List<InterfaceAddress> globalAddresses(RouteSocket host, int link) throws KernelException {
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            for (LinkAddress address : host.addresses(family, link)) {
                if (address.scope().equals(RouteScope.UNIVERSE)) {
                    addresses.add(address.address());
                }
            }
        }
        return addresses;
    }

    /**
     * Makes Flatnet's own bridge before the first pod needs it, or gives it other gateways; routed pods need none. Those of
     * earlier ranges stay as long as pods use them.
     *
     * @param ofNewPods each with the prefix of its range
     */
    public void prepareBridge(List<InterfaceAddress> ofNewPods) throws IOException {
        gatewaysOfNewPods = List.copyOf(ofNewPods);
        try (Lanes.Lease lease = lanes.take()) {
            ensure(lease.lane(), BridgePlan.own(nodeName, Shape.BRIDGE, ofNewPods));
        }
        retireGateways();
    }

    private boolean isUsed(InterfaceAddress gateway) {
        return places.values().stream().anyMatch(place -> place.uses(gateway));
    }

    private boolean isRetired(InterfaceAddress gateway) {
        return !gatewaysOfNewPods.isEmpty()
                && !gatewaysOfNewPods.contains(gateway)
                && gateways.contains(gateway)
                && !isUsed(gateway);
    }

    /** Takes gateways of earlier ranges away that no pod uses any more. Nobody waits for it: the next pod's end tries again. */
    private void retireGateways() {
        Bridges.Known bridge = bridges.find(Shape.BRIDGE);
        if (bridge == null || bridge.plan().addresses().stream().noneMatch(this::isRetired)) {
            return;
        }
        try (Lanes.Lease lease = lanes.take()) {
            for (InterfaceAddress gateway : bridges.retire(lease.lane().host(), Shape.BRIDGE, this::isRetired)) {
                LOG.info("the bridge {} has lost the gateway {}: its last pod has gone", Shape.BRIDGE, gateway);
            }
        } catch (KernelException e) {
            LOG.warn("the bridge {} keeps a gateway that no pod uses: {}", Shape.BRIDGE, e.getMessage());
        }
    }

    private void ensure(Lane lane, BridgePlan plan) throws IOException {
        if (plan.own()) {
            gateways.addAll(plan.addresses());
        }
        Bridges.Known before = bridges.find(plan.name());
        int index = bridges.ensure(lane, plan);
        if (before == null || before.index() != index) {
            putBack(lane.host(), plan.name(), index);
        }
    }

    /** How often a bridge or one of its ports was put right after somebody else had changed it. */
    public long repairs() {
        return keeper.repairs();
    }

    /** What the keeper must know of the bridges. */
    private final class Keeping implements BridgeKeeper.Bridges {
        @Override
        public boolean concerns(LinkGlance link) {
            return touchedBy(link) != null;
        }

        @Override
        public @Nullable String touched(RouteChange change) {
            return switch (change) {
                case RouteChange.OfLink(boolean gone, Link link) -> touchedBy(LinkGlance.of(gone, link));
                case RouteChange.OfAddress(boolean gone, LinkAddress address)
                when gone -> bridges.nameOf(address.link());
                case RouteChange _ -> null;
            };
        }

        private @Nullable String touchedBy(LinkGlance link) {
            String byIndex = bridges.nameOf(link.index());
            String bridge = byIndex != null ? byIndex : bridges.find(link.name()) != null ? link.name() : null;
            if (bridge != null) {
                boolean right = !link.gone() && link.isUp() && link.name().equals(byIndex);
                return right ? null : bridge;
            }
            boolean watching = !link.gone() && watched.contains(link.index());
            AttachmentId owner = watching ? PodNames.owner(link.alias()) : null;
            Place place = owner == null ? null : places.get(owner);
            if (place == null) {
                return null;
            }
            if (!isRight(place, link)) {
                return place.hostLink;
            }
            return place.bridge == null || link.master() == indexOf(place.bridge) ? null : place.bridge;
        }

        private int indexOf(String name) {
            Bridges.Known bridge = bridges.find(name);
            return bridge == null ? 0 : bridge.index();
        }

        @Override
        public Set<String> all() {
            return bridges.names();
        }

        @Override
        public boolean repair(String link) throws IOException {
            return bridges.find(link) == null ? keepLink(link) : keepBridge(link);
        }
    }

    /** Whether a pod's link has the name by which the guard knows it, and is up; while it is being made it may not be. */
    private static boolean isRight(Place place, LinkGlance link) {
        return link.name().equals(place.hostLink) && (link.isUp() || link.index() != place.index);
    }

    /** Puts a pod's link that somebody renamed or set down right. */
    private boolean keepLink(String hostLink) throws IOException {
        try (Lanes.Lease lease = lanes.take()) {
            return putLinksRight(lease.lane().host(), place -> place.hostLink.equals(hostLink));
        }
    }

    /** Whether there was something to do, and all of it was done. */
    private boolean putLinksRight(RouteSocket host, Predicate<Place> which) throws KernelException {
        boolean right = false;
        for (Link link : host.links()) {
            AttachmentId owner = PodNames.owner(link.alias());
            Place place = owner == null ? null : places.get(owner);
            if (place != null
                    && which.test(place)
                    && link.kind() instanceof Veth
                    && !isRight(place, LinkGlance.of(false, link))) {
                boolean named = link.name().equals(place.hostLink) || rename(host, link, place.hostLink);
                right |= named && setUp(host, link, place);
            }
        }
        return right;
    }

    private static boolean setUp(RouteSocket host, Link link, Place place) throws KernelException {
        if (!link.isUp()) {
            host.execute(LinkChange.of(link.index()).up().request());
            if (place.bridge == null) {
                for (PodLink pod : new PodLinks(host).list()) {
                    if (pod.hostIndex() == link.index()) {
                        leadToPod(host, pod);
                    }
                }
            }
            LOG.warn("the link {} had been set down by someone and is up again", place.hostLink);
        }
        return true;
    }

    /** A link that was down and is up again shows it by its routes alone. */
    private static void leadToRoutedPods(RouteSocket host, List<PodLink> pods) throws KernelException {
        Set<Cidr> reached = new HashSet<>();
        for (IpFamily family : IpFamily.values()) {
            host.routes(RouteFilter.all(family)).stream()
                    .filter(route -> route.protocol() == Marks.ROUTE_PROTOCOL)
                    .forEach(route -> reached.add(route.destination()));
        }
        for (PodLink pod : pods) {
            boolean whole =
                    pod.addresses().stream().allMatch(address -> reached.contains(Cidr.host(address.address())));
            if (pod.isRouted() && !whole) {
                leadToPod(host, pod);
                LOG.warn(
                        "the routes to the pod of {} had been taken away by someone and are there again",
                        pod.hostLink());
            }
        }
    }

    /** Lays the routes to a routed pod again, and what tells its hardware address: the kernel drops both with the link. */
    private static void leadToPod(RouteSocket host, PodLink pod) throws KernelException {
        if (pod.podMac() == null) {
            return;
        }
        List<Request> requests = new ArrayList<>();
        for (InterfaceAddress address : pod.addresses()) {
            IpAddress own = address.address();
            requests.add(Neighbour.permanent(pod.hostIndex(), own, pod.podMac()).replace());
            requests.add(Route.onLink(Cidr.host(own), pod.hostIndex())
                    .withProtocol(Marks.ROUTE_PROTOCOL)
                    .replace());
        }
        for (Outcome outcome : host.executeAll(requests)) {
            outcome.orThrow();
        }
    }

    private static boolean rename(RouteSocket host, Link link, String name) throws KernelException {
        try {
            host.execute(LinkChange.of(link.index()).rename(name).request());
            LOG.warn("the link {} had been renamed {} by someone and has its name back", name, link.name());
            return true;
        } catch (KernelException e) {
            if (!e.isBusy() && !e.isNotFound()) {
                throw e;
            }
            LOG.warn(
                    "the link {} was renamed {} by someone and cannot be named back: {}",
                    name,
                    link.name(),
                    e.getMessage());
            return false;
        }
    }

    /** Puts a bridge that somebody deleted or changed right, and its ports; whether there was something to do. */
    private boolean keepBridge(String name) throws IOException {
        Bridges.Known known = bridges.find(name);
        if (known == null) {
            return false;
        }
        try (Lanes.Lease lease = lanes.take()) {
            RouteSocket host = lease.lane().host();
            Link there = host.link(name);
            boolean whole = there != null
                    && there.index() == known.index()
                    && there.isUp()
                    && globalAddresses(host, there.index())
                            .containsAll(known.plan().addresses());
            int index = whole ? known.index() : bridges.restore(lease.lane(), known.plan());
            int put = putBack(host, name, index);
            if (whole && put == 0) {
                return false;
            }
            LOG.warn("the bridge {} or its ports had been changed by someone and were put right: {} ports", name, put);
            return true;
        }
    }

    /** Makes the links of a bridge's pods its ports again; how many were not. */
    private int putBack(RouteSocket host, String bridge, int index) throws KernelException {
        List<Request> requests = new ArrayList<>();
        int put = 0;
        for (Link link : host.links()) {
            AttachmentId owner = PodNames.owner(link.alias());
            Place place = owner == null ? null : places.get(owner);
            if (place == null || place.port == null || !bridge.equals(place.bridge) || !(link.kind() instanceof Veth)) {
                continue;
            }
            Settings settings = PodObjects.port(place.port);
            if (link.master() != index || link.port() == null || !link.port().covers(settings)) {
                requests.add(LinkChange.of(link.index()).master(index).request());
                requests.add(LinkChange.of(link.index()).port(settings).request());
                put++;
            }
        }
        for (Outcome outcome : host.executeAll(requests)) {
            if (outcome instanceof Outcome.Failed(KernelException cause) && !cause.isNotFound()) {
                throw cause;
            }
        }
        return put;
    }

    /** Ends it; the attachments stay. No call may be under way. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            keeper.close();
            remover.close();
            lanes.close();
        }
    }
}
