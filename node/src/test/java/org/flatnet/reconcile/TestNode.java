package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.guard.GuardFeature;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.masquerade.MasqueradeFeature;
import org.jspecify.annotations.Nullable;

/** A node in a namespace of its own, with a reconciler that can be started, ended and started again. */
public final class TestNode implements AutoCloseable {
    public final NetworkNamespace namespace;
    public final BlockingQueue<Drift> drifts = new LinkedBlockingQueue<>();
    public final BlockingQueue<Exception> troubles = new LinkedBlockingQueue<>();
    private final String name;
    private final Path folder;
    private final NodeSettings settings;
    private Cluster cluster = Cluster.EMPTY;
    private @Nullable Reconciler reconciler;

    public TestNode(String name, Path folder, NodeSettings settings) throws IOException {
        this.name = name;
        this.folder = folder;
        this.settings = settings;
        namespace = NetworkNamespace.create();
        run("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0");
        run("ip", "link", "set", "lo", "up");
    }

    /** A node of the cluster: its name, addresses and ranges. */
    public static ClusterNode clusterNode(String name, List<String> addresses, List<String> ranges) {
        return new ClusterNode(
                name,
                "uid-" + name,
                addresses.stream().map(IpAddress::parse).toList(),
                ranges.stream().map(Cidr::parse).toList(),
                Map.of());
    }

    /** Joins two namespaces by a veth pair; both ends are up. */
    public static void join(NetworkNamespace one, String oneName, NetworkNamespace other, String otherName)
            throws IOException {
        try (RouteSocket socket = RouteSocket.open(one)) {
            LinkDefinition peer = LinkDefinition.peer(otherName).inNamespace(other);
            socket.execute(LinkDefinition.of(oneName, new Veth(peer)).create());
        }
        run(one, "ip", "link", "set", oneName, "up");
        run(other, "ip", "link", "set", otherName, "up");
    }

    /** Starts the reconciler, with the picture that it knew last. */
    public Reconciler start() throws Exception {
        Observer observer = new Observer() {
            @Override
            public void drifted(Drift drift) {
                drifts.add(drift);
            }

            @Override
            public void troubled(Exception trouble) {
                troubles.add(trouble);
            }
        };
        Self self = new Self(name, settings, List.of(), Set.of());
        Reconciler started = Reconciler.open(
                namespace,
                folder.resolve("sysctls-" + name),
                List.of(new FabricFeature(), new MasqueradeFeature(), new GuardFeature()),
                self,
                observer,
                new Vitals());
        reconciler = started;
        started.start();
        started.submit(ClusterChange.between(Cluster.EMPTY, cluster));
        started.settle();
        return started;
    }

    /** Tells the reconciler of nodes and waits until it has done what follows. */
    public void put(ClusterNode... nodes) throws InterruptedException {
        Cluster after = cluster.with(List.of(nodes), List.of());
        submit(after);
    }

    public void remove(String node) throws InterruptedException {
        submit(cluster.without(ObjectKey.node(node)));
    }

    private void submit(Cluster after) throws InterruptedException {
        ClusterChange change = ClusterChange.between(cluster, after);
        cluster = after;
        if (reconciler != null) {
            reconciler.submit(change);
            reconciler.settle();
        }
    }

    public Reconciler reconciler() {
        return Objects.requireNonNull(reconciler, "the node was not started");
    }

    /** Ends the reconciler and starts another; what the kernel has stays. */
    public Reconciler restart() throws Exception {
        reconciler().close();
        return start();
    }

    /** Waits for a drift that the reconciler saw, and until it is put right. */
    public Drift awaitDrift() throws InterruptedException {
        Drift drift = drifts.poll(30, TimeUnit.SECONDS);
        assertThat(drift).as("a drift of node %s; troubles: %s", name, troubles).isNotNull();
        reconciler().settle();
        return Objects.requireNonNull(drift);
    }

    /** Runs a program on the node; its output. */
    public String run(String... command) throws IOException {
        return run(namespace, command);
    }

    /** Loads a ruleset with nft. */
    public void nft(String text) throws IOException {
        namespace.call(() -> run(List.of("nft", "-f", "-"), text));
    }

    public static String run(NetworkNamespace where, String... command) throws IOException {
        return where.call(() -> run(List.of(command), ""));
    }

    private static String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    @Override
    public void close() {
        if (reconciler != null) {
            reconciler.close();
        }
        namespace.close();
    }
}
