package org.flatnet.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cni.Attachments;
import org.flatnet.cni.CniCode;
import org.flatnet.cni.CniCommand;
import org.flatnet.cni.CniServer;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.guard.GuardFeature;
import org.flatnet.ipam.BootId;
import org.flatnet.ipam.FlowCleaner;
import org.flatnet.ipam.Ipam;
import org.flatnet.ipam.Reconciliation;
import org.flatnet.kernel.conntrack.ConntrackSocket;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.masquerade.MasqueradeFeature;
import org.flatnet.masquerade.MasqueradedPods;
import org.flatnet.model.AttachMode;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.PodNetwork;
import org.flatnet.pod.Undo;
import org.flatnet.reconcile.Feature;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.Reconciler;
import org.flatnet.reconcile.Self;
import org.flatnet.source.ClusterCache;
import org.flatnet.source.ManifestFolder;
import org.flatnet.source.Source;
import org.flatnet.source.SourceProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one node, in the network namespace of the thread that starts it. It adopts what the kernel holds, and
 * serves the CNI executable from the moment at which the kernel holds what the cluster asks for.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final int HOUSEKEEPING_SECONDS = 60;
    private static final int NOTE_MILLIS = 1_000;
    private static final String OWNER_ONLY = "rwx------";

    /** One walk over the table of connections a second, at most, takes about a hundredth of a processor. */
    private static final long GATHER_MILLIS = 1_000;

    private final AgentConfig config;
    private final NodePaths paths;
    private final Vitals vitals;
    private final Telemetry telemetry = new Telemetry();
    private final NetworkNamespace namespace;
    private final Reconciler reconciler;
    private final NodeView view;
    private final NodeRanges ranges;
    private final PodNetwork pods;
    private final Ipam ipam;
    private final Attachments attachments;
    private final ClusterCache cache;
    private final Source source;
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());
    private final CountDownLatch pictured = new CountDownLatch(1);
    private final AtomicBoolean noteDue = new AtomicBoolean();
    private final Undo opened;
    private volatile List<SourceProblem> problems = List.of();
    private volatile boolean serving;

    private Agent(AgentConfig config, Vitals vitals, Undo opened) throws IOException {
        this.config = config;
        this.vitals = vitals;
        this.opened = opened;
        this.paths = new NodePaths(config.root());
        Files.createDirectories(
                paths.run(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        opened.add("unlock " + paths.lock(), AgentLock.take(paths)::close);
        namespace = NetworkNamespace.current();
        opened.add("close the namespace", namespace::close);
        Self self = new Self(config.node(), settings(config), List.of(), Set.of());
        reconciler =
                Reconciler.open(namespace, paths.earlierSettings(), features(), self, new AgentLog(telemetry), vitals);
        opened.add("end the reconciler", reconciler::close);
        view = new NodeView(config, reconciler);
        ranges = NodeRanges.load(paths.ranges());
        pods = PodNetwork.open(
                namespace,
                config.node(),
                new ReconcilerGuard(reconciler),
                PodNetwork.USUAL_LANES,
                _ -> telemetry.drifted("pod link"),
                vitals);
        opened.add("end the pod network", pods::close);
        ExecutorService cleaning = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("flows").daemon().factory());
        opened.add("end the flow cleaner", cleaning::shutdownNow);
        ipam = Ipam.open(
                paths.leases(),
                BootId.read(),
                flowCleaner(),
                cleaning,
                GATHER_MILLIS,
                problem -> LOG.warn("leases: {}", problem));
        opened.add("close the leases", ipam::close);
        attachments = new Attachments(view, ipam, pods);
        cache = new ClusterCache(paths.state());
        source = source();
        opened.add("end the source", source::close);
        opened.add("end the housekeeping", housekeeping::shutdownNow);
    }

    /**
     * Starts an agent. Returns when it serves.
     *
     * @throws IOException if it cannot run here; what it had opened is closed again
     */
    public static Agent start(AgentConfig config) throws IOException, InterruptedException {
        return start(config, new Vitals());
    }

    /** The same, for a test that breaks threads of it. */
    static Agent start(AgentConfig config, Vitals vitals) throws IOException, InterruptedException {
        try (Undo undo = new Undo()) {
            Undo opened = new Undo();
            undo.add("close what was opened", opened::close);
            Agent agent = new Agent(config, vitals, opened);
            agent.begin();
            undo.commit();
            return agent;
        }
    }

    static List<Feature<?>> features() {
        return List.of(new FabricFeature(), new MasqueradeFeature(), new GuardFeature());
    }

    static NodeSettings settings(AgentConfig config) {
        return new NodeSettings(
                config.mode(),
                config.mtu(),
                config.clusterCidrs(),
                config.vxlanId(),
                config.vxlanPort(),
                false,
                config.masquerade(),
                true,
                new NodeSettings.Traffic(config.nodeAddresses(), config.interfaceName()));
    }

    private Source source() throws IOException {
        Path folder = config.manifests();
        if (folder == null) {
            throw new IOException("--kubeconfig is not served yet: expected --manifests, a folder of Node manifests");
        }
        Cluster remembered = cache.read();
        return remembered == null ? new ManifestFolder(folder) : new ManifestFolder(folder, remembered);
    }

    private FlowCleaner flowCleaner() {
        return addresses -> {
            try (ConntrackSocket flows = ConntrackSocket.open(namespace)) {
                flows.deleteFlows(addresses);
            }
        };
    }

    // ---- the start

    private void begin() throws IOException, InterruptedException {
        List<PodLink> links = pods.adopt();
        noteReconciliation(ipam.reconcile(attachments));
        guardAdopted(links);
        holdEarlier(view.podCidrs());
        reconciler.start();
        source.start(new Listener(), vitals);
        opened.add("end the status socket", new StatusSocket(paths.statusSocket(), this::status)::close);
        if (config.metricsAddress() != null) {
            HealthServer health =
                    new HealthServer(socketAddress(config.metricsAddress()), telemetry, vitals, this::notReady);
            opened.add("end the health server", health::close);
        }
        NodeGauges.register(telemetry, view, ipam, reconciler);
        telemetry.gauge("flatnet_ready", "1 when pods can be added.", () -> notReady() == null ? 1 : 0);
        pictured.await();
        reconciler.settle();
        CniServer server = CniServer.start(paths.cniSocket(), namespace.id(), attachments, this::called, vitals);
        opened.add("end the CNI server", server::close);
        serving = true;
        LOG.info(
                "node {} serves {} in mode {}, pods attached by {}",
                config.node(),
                paths.cniSocket(),
                config.mode(),
                config.attach());
        housekeeping.execute(this::nameOthers);
        ScheduledFuture<?> _ = housekeeping.scheduleWithFixedDelay(
                this::keepHouse, HOUSEKEEPING_SECONDS, HOUSEKEEPING_SECONDS, TimeUnit.SECONDS);
    }

    /** Who else is at work here, and would keep pods from what they are promised. */
    private void nameOthers() {
        try {
            new NodeCheck(paths)
                    .others().stream()
                            .filter(finding -> finding.level() != Finding.Level.GOOD)
                            .forEach(finding ->
                                    LOG.warn("{}: {}; {}", finding.what(), finding.evidence(), finding.cure()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("who else is at work on this node's network cannot be found out: {}", e.getMessage());
        }
    }

    private static InetSocketAddress socketAddress(Endpoint endpoint) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(endpoint.address().bytes()), endpoint.port());
    }

    private void guardAdopted(List<PodLink> links) throws IOException {
        ReconcilerGuard guard = new ReconcilerGuard(reconciler);
        Map<IpAddress, InterfaceAddress> masqueraded = masqueraded(namespace);
        for (PodLink link : links) {
            guard.adopt(link, masqueraded);
        }
    }

    static Map<IpAddress, InterfaceAddress> masqueraded(NetworkNamespace namespace) throws IOException {
        try (NftablesSocket nftables = NftablesSocket.open(namespace)) {
            return MasqueradedPods.held(nftables);
        }
    }

    private void called(@Nullable CniCommand command, @Nullable CniCode code, long nanos) {
        telemetry.called(command == null ? "unknown" : command.name(), code == null ? 0 : code.number(), nanos);
        // The last pod of an earlier range may have gone; or an ADD that looked at the ranges before they changed has
        // ended.
        List<Cidr> present = view.podCidrs();
        if (!present.containsAll(ranges.all())) {
            holdEarlier(present);
        }
    }

    /** Has the loop keep what pods of earlier ranges need. */
    private void holdEarlier(List<Cidr> present) {
        reconciler.heldRanges(ranges.heldBeside(NodeRanges.Holding.ofLeases(ipam.leases()), present));
    }

    private @Nullable String notReady() {
        return serving ? view.unavailable() : "starting";
    }

    // ---- the source

    private final class Listener implements Source.Listener {
        @Override
        public void changed(ClusterChange change) {
            boolean own = change.nodes().contains(config.node());
            if (own) {
                ownRangesChange(change.after());
            }
            reconciler.submit(change);
            if (own) {
                ownNodeChanged(change.after());
            }
            noteLater();
            pictured.countDown();
        }

        @Override
        public void problems(List<SourceProblem> now) {
            Set<SourceProblem> before = Set.copyOf(problems);
            problems = List.copyOf(now);
            for (SourceProblem problem : now) {
                if (!before.contains(problem)) {
                    telemetry.problem();
                    LOG.warn("{}", problem);
                }
            }
        }
    }

    /** Writing waits for the disk: it is done beside, and once for many changes. */
    private void noteLater() {
        if (noteDue.compareAndSet(false, true)) {
            ScheduledFuture<?> _ = housekeeping.schedule(this::note, NOTE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void note() {
        noteDue.set(false);
        try {
            cache.write(reconciler.cluster());
        } catch (IOException e) {
            LOG.warn("the cluster could not be noted in {}: {}", paths.state(), e.getMessage());
        }
    }

    /** Before the loop and new pods hear of it, so that neither an earlier pod nor a new one is without its range. */
    private void ownRangesChange(Cluster cluster) {
        ClusterNode own = cluster.node(config.node());
        List<Cidr> present = own == null ? List.of() : own.podCidrs();
        try {
            ranges.note(present);
        } catch (IOException e) {
            LOG.warn(
                    "node {}: its pod ranges could not be noted in {}: {}; pods of networks with other names lose the"
                            + " node's address towards the outside when the range changes and the agent is restarted",
                    config.node(),
                    paths.ranges(),
                    e.getMessage());
        }
        holdEarlier(present);
    }

    private void ownNodeChanged(Cluster cluster) {
        var own = cluster.node(config.node());
        if (own == null || own.podCidrs().isEmpty()) {
            LOG.warn("node {} has no pod range: no pod can be added", config.node());
            return;
        }
        LOG.info("node {}: pod range {}", config.node(), text(own.podCidrs()));
        try {
            if (config.attach() != AttachMode.ROUTED) {
                pods.prepareBridge(gateways(own.podCidrs()));
            }
        } catch (IOException e) {
            LOG.warn(
                    "node {}: the bridge could not be prepared: {}; the first pod tries again",
                    config.node(),
                    e.getMessage());
        }
    }

    private static List<InterfaceAddress> gateways(List<Cidr> ranges) {
        return ranges.stream()
                .map(range -> new InterfaceAddress(range.first().plus(1), range.prefixLength()))
                .toList();
    }

    private static String text(List<Cidr> ranges) {
        return String.join(", ", ranges.stream().map(Cidr::toString).toList());
    }

    // ---- while it runs

    private void keepHouse() {
        try {
            noteReconciliation(ipam.reconcile(attachments));
            holdEarlier(view.podCidrs());
        } catch (IOException | RuntimeException e) {
            LOG.warn("leases could not be compared with the kernel's links: {}", e.getMessage());
        }
    }

    private static void noteReconciliation(Reconciliation found) {
        found.freed().forEach(lease -> LOG.info("freed the lease {}: its link is gone", lease));
        found.restored().forEach(lease -> LOG.info("gave the lease {} back: its link is there", lease));
        found.problems().forEach(problem -> LOG.warn("leases: {}", problem));
    }

    /** What it knows of itself, as JSON. */
    public String status() {
        return AgentStatus.json(
                config,
                view,
                ranges,
                reconciler.status(),
                pods.repairs(),
                reconciler.cluster(),
                ipam,
                problems,
                notReady());
    }

    @Override
    public void close() throws IOException {
        serving = false;
        opened.close();
    }
}
