package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.flatnet.agent.ServedAgent.Answer;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.liveness.Vitals;
import org.flatnet.pod.Waiting;
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
    private static final String MANIFEST = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-0}
            spec: {podCIDRs: [10.200.0.0/24]}
            """;

    @TempDir
    private Path folder;

    private volatile String condemned = "";
    private ServedAgent agent;

    @BeforeEach
    void start() throws Exception {
        agent = new ServedAgent(folder, new Vitals(this::time), MANIFEST);
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
    }

    @Test
    void anAgentThatWorksIsAlive() throws Exception {
        workForEachThread();
        assertThat(agent.get("/healthz")).isEqualTo(new Answer(200, "ok\n"));
        assertThat(agent.get("/readyz")).isEqualTo(new Answer(200, "ok\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"reconcile-worker-0", "route-events", "nftables-events", "cni-accept", "pod-keeper", "manifests"
            })
    void aDeadThreadIsNamed(String thread) throws Exception {
        condemned = thread;
        workForEachThread();
        Waiting.until("the death of " + thread, () -> agent.get("/healthz").status() == 503);
        assertThat(agent.get("/healthz").text())
                .isEqualTo("the thread " + thread + " has ended: expected it to serve as long as the agent runs\n"
                        + "Start the agent anew: pods keep their network meanwhile. Its log says more.\n");
        assertThat(agent.get("/readyz").status()).isEqualTo(200);
    }

    private void workForEachThread() throws IOException {
        agent.write(MANIFEST.replace("10.200", "10.201"));
        agent.in("ip link add other type bridge");
        agent.in("nft add table inet other");
        UnixConnection.connect(agent.paths.cniSocket()).close();
    }
}
