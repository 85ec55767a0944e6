package org.flatnet.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.OutsidePlan;
import org.flatnet.lab.plan.Topology;

/** Works out everything that is to be tried in a lab with these pods. Pure. */
public final class TrialPlan {
    /** Where each node's own server listens; a kubelet's port. */
    public static final int NODE_PORT = 10250;

    /** Where the server outside listens. */
    public static final int OUTSIDE_PORT = 80;

    private static final int OVERLAY_OVER_IPV4 = 50;
    private static final int OVERLAY_OVER_IPV6 = 70;
    private static final String NO_NAT = "no NAT";
    private static final List<String> SERVED = List.of("tcp", "udp");

    private final Topology topology;
    private final List<PodView> pods;
    private final List<Trial> trials = new ArrayList<>();

    private TrialPlan(Topology topology, List<PodView> pods) {
        this.topology = topology;
        this.pods = List.copyOf(pods);
    }

    /** The trials, in the order of a report. */
    public static List<Trial> of(Topology topology, List<PodView> pods) {
        TrialPlan plan = new TrialPlan(topology, pods);
        for (IpFamily family : topology.spec().families().list()) {
            plan.addAll(family);
        }
        plan.addForgedHardwareAddresses();
        return List.copyOf(plan.trials);
    }

    private void addAll(IpFamily family) {
        for (PodView pod : pods) {
            addLocalhost(pod, family);
        }
        for (PodView from : pods) {
            pods.stream().filter(to -> !to.equals(from)).forEach(to -> addPair(from, to, family));
        }
        for (NodePlan node : topology.nodes()) {
            for (PodView pod : pods) {
                addNodeToPod(node, pod, family);
                addPodToNode(pod, node, family);
            }
        }
        for (PodView pod : pods) {
            addOutside(pod, family);
            addForgedAddress(pod, family);
            addMtu(pod, family);
        }
    }

    private NodePlan nodeOf(PodView pod) {
        return topology.node(pod.node()).orElseThrow();
    }

    private String subject(String what, IpFamily family) {
        return topology.spec().families().list().size() == 1
                ? what
                : what + " " + (family == IpFamily.IPV4 ? "ipv4" : "ipv6");
    }

    private static String withPort(IpAddress address, int port) {
        return address.family() == IpFamily.IPV4 ? address + ":" + port : "[" + address + "]:" + port;
    }

    // ---- containers

    private void addLocalhost(PodView pod, IpFamily family) {
        IpAddress loopback = IpAddress.parse(family == IpFamily.IPV4 ? "127.0.0.1" : "::1");
        addLocalhost(pod, loopback, pod.app(), pod.sidecar(), PodView.SIDECAR_PORT);
        addLocalhost(pod, loopback, pod.sidecar(), pod.app(), PodView.APP_PORT);
        if (family == topology.spec().families().list().getFirst()) {
            trials.add(new Trial(
                    CheckKind.LOCALHOST,
                    "second bind",
                    pod.sidecar(),
                    pod.app(),
                    pod.name(),
                    "port " + PodView.APP_PORT,
                    "bind " + PodView.APP_PORT,
                    new Expectation.Refused()));
        }
    }

    private void addLocalhost(PodView pod, IpAddress loopback, String from, String to, int port) {
        trials.add(new Trial(
                CheckKind.LOCALHOST,
                subject("tcp", loopback.family()),
                from,
                to,
                pod.name(),
                withPort(loopback, port),
                "tcp " + loopback + " " + port,
                new Expectation.SeenAs(to, List.of(loopback), "one shared namespace")));
    }

    // ---- pods

    private void addPair(PodView from, PodView to, IpFamily family) {
        CheckKind kind = from.node().equals(to.node()) ? CheckKind.SAME_NODE : CheckKind.CROSS_NODE;
        Optional<IpAddress> source = from.address(family);
        Optional<IpAddress> target = to.address(family);
        if (source.isPresent() && target.isPresent()) {
            Expectation unchanged = new Expectation.SeenAs(to.app(), List.of(source.get()), NO_NAT);
            addServed(kind, from.name(), to.name(), source.get(), target.get(), PodView.APP_PORT, unchanged);
        }
    }

    /** TCP and UDP to a server, and an echo of its address. */
    private void addServed(
            CheckKind kind,
            String from,
            String to,
            IpAddress source,
            IpAddress target,
            int port,
            Expectation expectation) {
        for (String protocol : SERVED) {
            trials.add(new Trial(
                    kind,
                    subject(protocol, target.family()),
                    from,
                    to,
                    from,
                    source + " → " + withPort(target, port),
                    protocol + " " + target + " " + port,
                    expectation));
        }
        trials.add(new Trial(
                kind,
                subject("ping", target.family()),
                from,
                to,
                from,
                source + " → " + target,
                "ping " + target,
                new Expectation.Answered()));
    }

    // ---- nodes

    /** A node may use any address of its own: that of its uplink, or one that it has in its pods' range. */
    private void addNodeToPod(NodePlan node, PodView pod, IpFamily family) {
        Optional<IpAddress> target = pod.address(family);
        if (target.isEmpty()) {
            return;
        }
        IpAddress own = node.address(family).orElseThrow();
        Cidr range = node.podCidr(family).orElseThrow();
        List<IpAddress> sources = List.of(own, range.first(), range.first().plus(1));
        Expectation expectation = new Expectation.SeenAs(pod.app(), sources, "the node's own");
        addServed(CheckKind.NODE_TO_POD, node.name(), pod.name(), own, target.get(), PodView.APP_PORT, expectation);
    }

    /** A pod keeps its address towards nodes, but for those that are reached by overlay. */
    private void addPodToNode(PodView pod, NodePlan node, IpFamily family) {
        Optional<IpAddress> source = pod.address(family);
        if (source.isEmpty()) {
            return;
        }
        NodePlan own = nodeOf(pod);
        boolean kept = own.equals(node) || !topology.isOverlay(own, node);
        Expectation expectation = kept
                ? new Expectation.SeenAs(node.name(), List.of(source.get()), NO_NAT)
                : new Expectation.SeenAs(
                        node.name(), List.of(own.address(family).orElseThrow()), "masqueraded as its node");
        IpAddress target = node.address(family).orElseThrow();
        addServed(CheckKind.POD_TO_NODE, pod.name(), node.name(), source.get(), target, NODE_PORT, expectation);
    }

    // ---- outside

    private void addOutside(PodView pod, IpFamily family) {
        Optional<IpAddress> source = pod.address(family);
        if (source.isEmpty()) {
            return;
        }
        IpAddress outside = topology.outside().addresses().stream()
                .map(address -> address.address())
                .filter(address -> address.family() == family)
                .findFirst()
                .orElseThrow();
        Expectation masqueraded = new Expectation.SeenAs(
                OutsidePlan.NAME, List.of(nodeOf(pod).address(family).orElseThrow()), "masqueraded as its node");
        addServed(CheckKind.OUTSIDE, pod.name(), OutsidePlan.NAME, source.get(), outside, OUTSIDE_PORT, masqueraded);
        trials.add(new Trial(
                CheckKind.OUTSIDE,
                subject("tcp", family),
                OutsidePlan.NAME,
                pod.name(),
                OutsidePlan.NAME,
                outside + " → " + withPort(source.get(), PodView.APP_PORT),
                "tcp " + source.get() + " " + PodView.APP_PORT,
                new Expectation.NotReached("as outside knows no pod's address")));
    }

    // ---- forgery

    private void addForgedAddress(PodView pod, IpFamily family) {
        Optional<PodView> target = neighbour(pod, other -> other.address(family).isPresent());
        if (target.isEmpty() || pod.address(family).isEmpty()) {
            return;
        }
        IpAddress forged = pods.stream()
                .filter(other -> !other.equals(pod) && !other.equals(target.get()))
                .flatMap(other -> other.address(family).stream())
                .findFirst()
                .orElseGet(
                        () -> nodeOf(pod).podCidr(family).orElseThrow().first().plus(250));
        addForgery(pod, target.get(), family, "address " + forged, "--source " + forged);
    }

    private void addForgedHardwareAddresses() {
        IpFamily family = topology.spec().families().list().getFirst();
        for (PodView pod : pods) {
            Optional<PodView> target =
                    neighbour(pod, other -> other.address(family).isPresent());
            Optional<String> mac =
                    neighbour(pod, other -> !other.mac().isEmpty()).map(PodView::mac);
            if (target.isPresent() && mac.isPresent() && pod.address(family).isPresent()) {
                addForgery(pod, target.get(), family, "MAC " + mac.get(), "--mac " + mac.get());
            }
        }
    }

    /** Another pod, of the same node if there is one. */
    private Optional<PodView> neighbour(PodView pod, Predicate<PodView> wanted) {
        List<PodView> others =
                pods.stream().filter(other -> !other.equals(pod)).filter(wanted).toList();
        return others.stream()
                .filter(other -> other.node().equals(pod.node()))
                .findFirst()
                .or(() -> others.stream().findFirst());
    }

    private void addForgery(PodView pod, PodView target, IpFamily family, String forged, String option) {
        IpAddress to = target.address(family).orElseThrow();
        trials.add(new Trial(
                CheckKind.ISOLATION,
                "forged " + forged,
                pod.name(),
                target.name(),
                pod.name(),
                pod.address(family).orElseThrow() + " as " + forged + " → " + withPort(to, PodView.APP_PORT),
                "forge " + to + " " + PodView.APP_PORT + " " + option,
                new Expectation.Answered()));
    }

    // ---- MTU

    /** Of each node's first pod to the first one of every other node, and to another on its own. */
    private void addMtu(PodView pod, IpFamily family) {
        Optional<IpAddress> source = pod.address(family);
        if (source.isEmpty() || !isFirstOfItsNode(pod)) {
            return;
        }
        for (PodView other : pods) {
            Optional<IpAddress> target = other.address(family);
            boolean wanted = isFirstOfItsNode(other) || other.node().equals(pod.node()) && isSecondOfItsNode(other);
            if (!other.equals(pod) && wanted && target.isPresent()) {
                trials.add(new Trial(
                        CheckKind.MTU,
                        subject("mtu", family),
                        pod.name(),
                        other.name(),
                        pod.name(),
                        source.get() + " → " + target.get(),
                        "mtu " + target.get(),
                        wholePackets()));
            }
        }
    }

    private boolean isFirstOfItsNode(PodView pod) {
        return isOfItsNode(pod, 0);
    }

    private boolean isSecondOfItsNode(PodView pod) {
        return isOfItsNode(pod, 1);
    }

    private boolean isOfItsNode(PodView pod, int index) {
        List<PodView> ofNode =
                pods.stream().filter(other -> other.node().equals(pod.node())).toList();
        return ofNode.indexOf(pod) == index;
    }

    private Expectation wholePackets() {
        int mtu = topology.spec().mtu();
        if (!topology.spec().mode().usesOverlay()) {
            return new Expectation.WholePackets(mtu, mtu, "the network between the nodes");
        }
        return new Expectation.WholePackets(
                mtu - OVERLAY_OVER_IPV6,
                mtu - OVERLAY_OVER_IPV4,
                "the network's " + mtu + " less the overlay's header");
    }
}
