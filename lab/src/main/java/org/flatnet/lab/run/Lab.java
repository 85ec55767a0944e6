package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.SharedMount;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.check.TrialPlan;
import org.flatnet.lab.check.TrialRunner;
import org.flatnet.lab.cloud.CloudBuilder;
import org.flatnet.lab.cloud.PeerRoutes;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.OutsidePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.process.Waiting;
import org.flatnet.lab.report.LabView;
import org.flatnet.lab.report.StoryLine;
import org.flatnet.lab.state.LabExistsException;
import org.flatnet.lab.state.LabHome;
import org.flatnet.lab.state.LabState;
import org.flatnet.lab.state.LabStore;
import org.flatnet.lab.state.PodRecord;
import org.flatnet.model.FabricMode;

/** One lab: brings it up, looks at it, tries everything in it, takes it down. Not for several threads at once. */
public final class Lab {
    /** The machine's processors are few; more at once only wait for each other. */
    private static final int AT_ONCE = 8;

    /** {@code sun_path} of a Unix socket's address, its final zero not counted. */
    private static final int LONGEST_SOCKET_PATH = 107;

    private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration ROUTES_PATIENCE = Duration.ofSeconds(10);

    private final LabHome home;
    private final LabStore store;
    private final Topology topology;
    private final NodeSoftware software;
    private final Progress progress;
    private final PodProgram program;
    private final Kubelet kubelet;
    private final Agents agents;
    private final PodRuntime runtime;

    /** @param topology of the lab that is to be, or that is there */
    public Lab(LabHome home, NodeSoftware software, Topology topology, Progress progress) {
        this.home = home;
        this.store = new LabStore(home);
        this.topology = topology;
        this.software = software;
        this.progress = progress;
        this.program = new PodProgram(home.program());
        this.kubelet = new Kubelet(home, program, topology.spec().name());
        this.agents = new Agents(home, program, store, topology, software);
        this.runtime = new PodRuntime(home, program, store, topology, kubelet);
    }

    /** The lab of this name, whatever is left of it, to be taken down. */
    public static Lab leftover(LabHome home, NodeSoftware software, String name, Progress progress) throws IOException {
        LabSpec spec = new LabStore(home).find(name).map(LabState::spec).orElseGet(() -> LabSpec.named(name));
        return new Lab(home, software, Topology.of(spec), progress);
    }

    /** The lab of this name that is there. */
    public static Lab existing(LabHome home, NodeSoftware software, String name, Progress progress) throws IOException {
        return new Lab(
                home, software, Topology.of(new LabStore(home).require(name).spec()), progress);
    }

    private String name() {
        return topology.spec().name();
    }

    // ---- up

    /**
     * Takes the lab's name, before anything is made: what fails here leaves nothing, and touches no other lab.
     *
     * @throws LabExistsException if there is a lab of the name
     */
    public void claim() throws IOException {
        checkPossible();
        store.create(LabState.begin(topology.spec()));
    }

    /**
     * Brings the claimed lab up. Where that fails, what was made stays until {@link #down}.
     *
     * @return what happened, in order
     */
    public List<StoryLine> up() throws IOException {
        Story story = new Story();
        progress.step("making the network between " + topology.nodes().size() + " nodes");
        try (SharedMount _ = new NamespaceFolder(home.namespaces()).hold()) {
            new CloudBuilder(topology, place -> home.namespace(name(), place)).build();
        } catch (KernelException e) {
            throw withCure(e);
        }
        for (NodePlan node : topology.nodes()) {
            story.tell(node.name(), "NotReady: " + kubelet.condition(node).message());
        }
        progress.step("starting the agents");
        startServers();
        startAgents(story);
        progress.step("waiting for the nodes to be ready");
        Parallel.map(topology.nodes(), topology.nodes().size(), node -> bringUp(node, story));
        progress.step("starting the pods");
        startPods();
        return story.lines();
    }

    /** Told before anything is made. */
    private void checkPossible() throws IOException {
        NodePlan last = topology.nodes().getLast();
        int length = home.nodeRoot(name(), last)
                .resolve("run/flatnet/cni.sock")
                .toString()
                .getBytes(StandardCharsets.UTF_8)
                .length;
        if (length > LONGEST_SOCKET_PATH) {
            throw new IOException("the checkout's path " + home.root() + " is too long for the agents' sockets by "
                    + (length - LONGEST_SOCKET_PATH) + " bytes: move it, or take a shorter --name");
        }
        try (NetworkNamespace _ = NetworkNamespace.create()) {
            return;
        } catch (KernelException e) {
            throw withCure(e);
        }
    }

    private static IOException withCure(KernelException e) {
        if (e.isPermission()) {
            return new IOException(
                    e.getMessage() + ": the lab needs root, or user namespaces for ordinary users; start it with"
                            + " ./flatnet, and see the settings user.max_user_namespaces,"
                            + " kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns",
                    e);
        }
        if (e.isUnsupported()) {
            return new IOException(
                    e.getMessage() + ": the kernel lacks a module: `modprobe -a veth bridge vxlan nf_tables nf_nat`"
                            + " as root loads what the lab needs",
                    e);
        }
        return e;
    }

    private void startServers() throws IOException {
        for (NodePlan node : topology.nodes()) {
            program.serve(home.namespace(name(), node.name()), node.name(), TrialPlan.NODE_PORT);
        }
        program.serve(home.namespace(name(), OutsidePlan.NAME), OutsidePlan.NAME, TrialPlan.OUTSIDE_PORT);
    }

    private void startAgents(Story story) throws IOException {
        Manifests.write(home, topology);
        for (NodePlan node : topology.nodes()) {
            story.tell(
                    node.name(),
                    "pod range "
                            + String.join(
                                    ", ",
                                    node.podCidrs().stream().map(Cidr::toString).toList()));
            software.prepare(topology, node, agents.files(node));
            agents.start(node);
        }
    }

    private boolean bringUp(NodePlan node, Story story) throws IOException {
        agents.awaitServing(node);
        software.install(node, agents.files(node));
        Path configuration = home.nodeRoot(name(), node)
                .relativize(kubelet.requireNetwork(node).file());
        story.tell(node.name(), "CNI configuration /" + configuration);
        tellRoutes(node, story);
        Kubelet.Condition condition = awaitReady(node);
        story.tell(node.name(), "Ready: " + condition.message());
        return true;
    }

    /** The peers whose ranges a node must know a way to; in a cloud the router does. */
    private List<NodePlan> routedPeers(NodePlan node) {
        Predicate<NodePlan> routed = switch (topology.spec().mode()) {
            case CLOUD -> _ -> false;
            case NATIVE -> peer -> peer.subnet().equals(node.subnet());
            case VXLAN, CROSS_SUBNET -> _ -> true;
        };
        return topology.nodes().stream()
                .filter(peer -> !peer.equals(node))
                .filter(routed)
                .toList();
    }

    private void tellRoutes(NodePlan node, Story story) throws IOException {
        List<Cidr> wanted = new ArrayList<>();
        routedPeers(node).forEach(peer -> wanted.addAll(peer.podCidrs()));
        if (topology.spec().mode() == FabricMode.CLOUD) {
            story.tell(node.name(), "no routes of its own: the cloud's router has them");
        }
        try (NetworkNamespace namespace = NetworkNamespace.open(home.namespace(name(), node.name()));
                PeerRoutes routes = PeerRoutes.open(namespace)) {
            Map<Cidr, String> found =
                    Waiting.until(seen -> seen.size() >= wanted.size(), ROUTES_PATIENCE, () -> routes.to(wanted));
            for (Cidr range : wanted) {
                story.tell(node.name(), "route " + range + " " + found.getOrDefault(range, "is missing"));
            }
        }
    }

    private Kubelet.Condition awaitReady(NodePlan node) throws IOException {
        Kubelet.Condition condition =
                Waiting.until(Kubelet.Condition::ready, READY_PATIENCE, () -> kubelet.condition(node));
        if (!condition.ready()) {
            throw new IOException(node.name() + " does not become ready: " + condition.message());
        }
        return condition;
    }

    private void startPods() throws IOException {
        record Wanted(String pod, NodePlan node) {}
        List<Wanted> wanted = new ArrayList<>();
        for (NodePlan node : topology.nodes()) {
            topology.podNames(node).forEach(pod -> wanted.add(new Wanted(pod, node)));
        }
        Parallel.map(wanted, AT_ONCE, each -> runtime.create(each.pod(), each.node()));
    }

    // ---- what it is

    /** The lab as it is now; nodes are asked whether they are ready. */
    public LabView view() throws IOException {
        LabState state = store.require(name());
        Map<String, Long> pids = new ConcurrentHashMap<>();
        List<LabView.Node> nodes = Parallel.map(topology.nodes(), AT_ONCE, node -> {
            Kubelet.Condition condition = kubelet.condition(node);
            agents.process(node).ifPresent(process -> pids.put(node.name(), process.pid()));
            return new LabView.Node(
                    node,
                    condition.ready(),
                    condition.message(),
                    home.cniBin(name(), node),
                    home.cniConf(name(), node),
                    pids.getOrDefault(node.name(), 0L));
        });
        List<LabView.Pod> pods = state.pods().stream()
                .sorted(Comparator.comparing(PodRecord::node).thenComparing(PodRecord::name))
                .map(pod -> new LabView.Pod(pod.view(), topology.namespace(pod.name())))
                .toList();
        return new LabView(topology, nodes, pods, List.of());
    }

    /** The lab with everything tried in it. */
    public LabView check() throws IOException {
        LabView view = view();
        progress.step("trying everything with real packets");
        List<PodView> pods = view.pods().stream()
                .map(LabView.Pod::view)
                .filter(pod -> !pod.addresses().isEmpty())
                .toList();
        List<Check> checks =
                new ArrayList<>(new TrialRunner(program, place -> home.namespace(name(), place), topology).run(pods));
        progress.step("asking the CNI plugin");
        List<PodRecord> records = store.require(name()).pods().stream()
                .filter(pod -> !pod.addresses().isEmpty())
                .toList();
        checks.addAll(new CniChecks(topology, kubelet, runtime).run(records));
        return view.withChecks(checks);
    }

    // ---- parts of it

    /** Adds a pod to a node. */
    public PodView addPod(String pod, String node) throws IOException {
        return runtime.create(pod, requireNode(node)).view();
    }

    /** Deletes a pod. */
    public void deletePod(String pod) throws IOException {
        Optional<PodRecord> record = store.require(name()).pod(pod);
        if (record.isEmpty()) {
            throw new IOException("the lab has no pod \"" + pod + "\"");
        }
        runtime.delete(record.get());
    }

    /** What can be done to an agent. */
    public enum AgentVerb {
        START,
        STOP,
        KILL
    }

    /** Starts a node's agent and waits until the node is ready, or ends it. */
    public void agent(AgentVerb verb, String nodeName) throws IOException {
        NodePlan node = requireNode(nodeName);
        switch (verb) {
            case STOP -> agents.stop(node);
            case KILL -> agents.kill(node);
            case START -> {
                Optional<ProcessHandle> running = agents.process(node);
                if (running.isPresent()) {
                    throw new IOException("the agent of " + nodeName + " runs already, as process "
                            + running.get().pid());
                }
                agents.start(node);
                agents.awaitServing(node);
                awaitReady(node);
            }
        }
    }

    private NodePlan requireNode(String node) throws IOException {
        return topology.node(node)
                .orElseThrow(() -> new IOException("the lab has no node \"" + node + "\": expected one of "
                        + String.join(
                                ", ",
                                topology.nodes().stream().map(NodePlan::name).toList())));
    }

    /** The command that runs a program in the namespace of a node, a pod, vpc or outside. */
    public List<String> execCommand(String place, List<String> words) throws IOException {
        LabState state = store.require(name());
        List<String> places = Stream.of(
                        Stream.of(Topology.VPC, OutsidePlan.NAME),
                        topology.nodes().stream().map(NodePlan::name),
                        state.pods().stream().map(PodRecord::name))
                .flatMap(names -> names)
                .toList();
        if (!places.contains(place)) {
            throw new IOException("the lab has no \"" + place + "\": expected one of " + String.join(", ", places));
        }
        return program.run(home.namespace(name(), place), false, words);
    }

    // ---- down

    /**
     * Takes the pods off their nodes as a runtime does, where the agent is there to do it, and then everything away.
     *
     * @param complaints hears what did not go as it should; everything goes away nevertheless
     */
    public void down(Consumer<String> complaints) throws IOException {
        progress.step("taking the lab down");
        Optional<LabState> state = store.find(name());
        if (state.isPresent()) {
            deletePods(state.get(), complaints);
        }
        new LabCleaner(home, store).clear(name());
    }

    private void deletePods(LabState state, Consumer<String> complaints) {
        try {
            List<PodRecord> pods = new ArrayList<>();
            for (PodRecord pod : state.pods()) {
                if (agents.process(requireNode(pod.node())).isPresent()) {
                    pods.add(pod);
                }
            }
            Parallel.map(pods, AT_ONCE, pod -> {
                runtime.delete(pod);
                return pod;
            });
        } catch (IOException | RuntimeException e) {
            complaints.accept("a pod could not be deleted in order: " + e.getMessage());
        }
    }
}
