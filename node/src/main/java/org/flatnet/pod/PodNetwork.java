package org.flatnet.pod;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.AttachmentId;

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

    private final String nodeName;
    private final PodGuard guard;
    private final Lanes lanes;
    private final LinkRemover remover;
    private final HostKeeper keeper;
    private final Bridges bridges = new Bridges();
    private final Places places = new Places();
    private final Gateways gateways;
    private final BridgeRepair bridgeRepair;
    private final LinkRepair linkRepair;
    private final AtomicBoolean closed = new AtomicBoolean();

    private PodNetwork(String nodeName, PodGuard guard, Lanes lanes, LinkRemover remover, HostKeeper keeper) {
        this.nodeName = nodeName;
        this.guard = guard;
        this.lanes = lanes;
        this.remover = remover;
        this.keeper = keeper;
        this.gateways = new Gateways(lanes, bridges, places);
        this.bridgeRepair = new BridgeRepair(lanes, bridges, places);
        this.linkRepair = new LinkRepair(lanes, places);
    }

    /**
     * Opens it for a node. To be called at the start by a thread that is where new threads should be born.
     *
     * @param node the node's namespace, which stays the caller's and stays open
     * @param nodeName makes the bridges of different nodes different
     * @param lanes how many attachments are worked on at a time: {@link #USUAL_LANES}
     * @param listener is told what was put right
     */
    public static PodNetwork open(
            NetworkNamespace node,
            String nodeName,
            PodGuard guard,
            int lanes,
            PodRepairs.Listener listener,
            Vitals vitals)
            throws IOException {
        return open(node, nodeName, guard, lanes, listener, vitals, LinkLook.ALONE);
    }

    /** The same with another way to look at links. */
    static PodNetwork open(
            NetworkNamespace node,
            String nodeName,
            PodGuard guard,
            int lanes,
            PodRepairs.Listener listener,
            Vitals vitals,
            LinkLook look)
            throws IOException {
        try (Undo undo = new Undo()) {
            Lanes open = Lanes.open(node, lanes, look);
            undo.add("close the lanes", open::close);
            LinkRemover remover = new LinkRemover(RouteSocket.open(node), guard, vitals);
            undo.add("end the remover", remover::close);
            HostKeeper keeper = HostKeeper.open(node, listener);
            PodNetwork network = new PodNetwork(nodeName, guard, open, remover, keeper);
            keeper.start(
                    new Keeping(network.bridges, network.places, network.bridgeRepair, network.linkRepair), vitals);
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
            boolean firstPort = bridge != null && !places.hasPort(bridge.name());
            // Before the bridge gets its gateway, so that it is not taken away again.
            Place earlier = places.of(key);
            Place place = Place.of(plan, earlier);
            places.put(key, place);
            undo.add("forget the place of " + key, () -> places.put(key, earlier));
            if (bridge != null) {
                ensure(lease.lane(), bridge);
                checkMtu(bridge.name(), request.mtu());
            }
            Attached attached = new Attaching(lease.lane(), bridges, plan, pod, firstPort).run(undo, () -> {
                guard.prepare(port(request, plan));
                undo.add("take the guard of " + hostLink + " away", () -> guard.remove(List.of(hostLink)));
            });
            places.remember(key, place.of(attached.host()));
            undo.commit();
            return attached;
        }
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

    /**
     * Deletes attachments, together, and with all that others ask for at the same time. Succeeds where there is nothing, or
     * no pod any more; a link that is not marked as the attachment's is never touched.
     *
     * @throws IOException the first failure, the others as suppressed by it
     */
    public void detach(Collection<AttachmentId> ids) throws IOException {
        ids.forEach(id -> places.forget(PodNames.shortened(id)));
        remover.remove(List.copyOf(ids));
        gateways.retire();
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
        return places.of(PodNames.shortened(id)) != null || links().stream().anyMatch(link -> link.isOf(id));
    }

    /**
     * Takes over what an earlier agent made, puts links that lost their bridge back, and right what someone has renamed or
     * set down meanwhile. To be called once, before the first attachment.
     *
     * @return {@link #links}
     */
    public List<PodLink> adopt() throws IOException {
        try (Lanes.Lease lease = lanes.take()) {
            return new Adoption(nodeName, bridges, places, gateways, bridgeRepair, linkRepair).run(lease.lane());
        }
    }

    /**
     * Makes Flatnet's own bridge before the first pod needs it, or gives it other gateways; routed pods need none. Those of
     * earlier ranges stay as long as pods use them.
     *
     * @param ofNewPods each with the prefix of its range
     */
    public void prepareBridge(List<InterfaceAddress> ofNewPods) throws IOException {
        gateways.change(ofNewPods);
        try (Lanes.Lease lease = lanes.take()) {
            ensure(lease.lane(), BridgePlan.own(nodeName, Shape.BRIDGE, ofNewPods));
        }
        gateways.retire();
    }

    private void ensure(Lane lane, BridgePlan plan) throws IOException {
        gateways.note(plan);
        bridgeRepair.ensure(lane, plan);
    }

    /** What was put right of the pods' links and bridges after somebody else had changed it. */
    public PodRepairs repairs() {
        return keeper.repairs();
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
