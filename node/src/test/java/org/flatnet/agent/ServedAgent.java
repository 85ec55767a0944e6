package org.flatnet.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.reconcile.TestNode;

/** The agent of node worker-0 in a namespace of its own and in this process, and what it answers over HTTP. */
final class ServedAgent implements AutoCloseable {
    private static final String ADDRESS = "127.0.0.1:9100";

    final NetworkNamespace namespace = NetworkNamespace.create();
    final NodePaths paths;
    private final Path manifests;
    private final Agent agent;

    /** An answer over HTTP. */
    record Answer(int status, String text) {}

    ServedAgent(Path folder, Vitals vitals, String manifest, String... preparation) throws Exception {
        paths = new NodePaths(folder.resolve("root"));
        manifests = Files.createDirectories(folder.resolve("manifests"));
        in("sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0");
        in("ip link set lo up");
        for (String command : preparation) {
            in(command);
        }
        write(manifest);
        AgentConfig config = AgentConfig.load(
                null,
                Map.of(
                        "node",
                        "worker-0",
                        "root",
                        paths.root().toString(),
                        "manifests",
                        manifests.toString(),
                        "mode",
                        "native",
                        "metricsAddress",
                        ADDRESS));
        agent = namespace.call(() -> start(config, vitals));
    }

    private static Agent start(AgentConfig config, Vitals vitals) throws IOException {
        try {
            return Agent.start(config, vitals);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Runs a command on the node. */
    void in(String command) throws IOException {
        TestNode.run(namespace, command.split(" ", -1));
    }

    /** What the agent knows of the cluster from now on. */
    void write(String manifest) throws IOException {
        Path next = Files.writeString(manifests.resolveSibling("next.yaml"), manifest);
        Files.move(next, manifests.resolve("cluster.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    Answer get(String path) throws IOException {
        return namespace.call(() -> {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://" + ADDRESS + path).toURL().openConnection();
            int status = connection.getResponseCode();
            try (InputStream body = status == 200 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(
                        status, new String(Objects.requireNonNull(body).readAllBytes(), StandardCharsets.UTF_8));
            }
        });
    }

    @Override
    public void close() throws IOException {
        agent.close();
        namespace.close();
    }
}
