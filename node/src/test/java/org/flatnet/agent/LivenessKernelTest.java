package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.liveness.Vitals;
import org.flatnet.pod.Waiting;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent whose threads really die, one at a time, and what it answers who asks whether it lives. */
@Tag("kernel")
class LivenessKernelTest {
    private static final String ADDRESS = "127.0.0.1:9100";
    private static final String MANIFEST = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-0}
            spec: {podCIDRs: [RANGE]}
            """;

    @TempDir
    private Path folder;

    private final NetworkNamespace namespace = create();
    private volatile String condemned = "";
    private Agent agent;

    private static NetworkNamespace create() {
        try {
            return NetworkNamespace.create();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer over HTTP. */
    private record Answer(int status, String text) {}

    @BeforeEach
    void start() throws Exception {
        TestNode.run(namespace, "ip", "link", "set", "lo", "up");
        write("10.200.0.0/24");
        AgentConfig config = AgentConfig.load(
                null,
                Map.of(
                        "node",
                        "worker-0",
                        "root",
                        folder.toString(),
                        "manifests",
                        Files.createDirectories(folder.resolve("manifests")).toString(),
                        "mode",
                        "native",
                        "metricsAddress",
                        ADDRESS));
        agent = namespace.call(() -> begin(config));
    }

    private Agent begin(AgentConfig config) throws IOException {
        try {
            return Agent.start(config, new Vitals(this::time));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Every thread asks at each of its turns; the condemned one asks for the last time. */
    private long time() {
        if (Thread.currentThread().getName().equals(condemned)) {
            throw new AssertionError("killed by the test");
        }
        return System.nanoTime();
    }

    @AfterEach
    void end() throws IOException {
        agent.close();
        namespace.close();
    }

    private void write(String range) throws IOException {
        Files.createDirectories(folder.resolve("manifests"));
        Files.writeString(folder.resolve("manifests/cluster.yaml"), MANIFEST.replace("RANGE", range));
    }

    private Answer get(String path) throws IOException {
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

    @Test
    void anAgentThatWorksIsAlive() throws Exception {
        workForEachThread();
        assertThat(get("/healthz")).isEqualTo(new Answer(200, "ok\n"));
        assertThat(get("/readyz")).isEqualTo(new Answer(200, "ok\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reconcile-worker-0", "route-events", "nftables-events", "cni-accept", "pod-bridges", "manifests"
            })
    void aDeadThreadIsNamed(String thread) throws Exception {
        condemned = thread;
        workForEachThread();
        Waiting.until("the death of " + thread, () -> get("/healthz").status() == 503);
        assertThat(get("/healthz").text())
                .isEqualTo("the thread " + thread + " has ended: expected it to serve as long as the agent runs\n"
                        + "Start the agent anew: pods keep their network meanwhile. Its log says more.\n");
        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    private void workForEachThread() throws IOException {
        write("10.201.0.0/24");
        TestNode.run(namespace, "ip", "link", "add", "other", "type", "bridge");
        TestNode.run(namespace, "nft", "add", "table", "inet", "other");
        UnixConnection.connect(new NodePaths(folder).cniSocket()).close();
    }
}
