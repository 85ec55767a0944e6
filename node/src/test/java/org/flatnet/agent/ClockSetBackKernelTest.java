package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.flatnet.agent.AgentProcess.Outcome;
import org.flatnet.kernel.conntrack.ConntrackSocket;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock of a node back by a year, under a running agent. */
@Tag("kernel")
class ClockSetBackKernelTest {
    private static final String POD = "10.200.0.2";

    /** The range has room for one pod, so that the next one has to wait for the address of the last. */
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-%d}
            spec: {podCIDRs: %s}
            status: {addresses: [{type: InternalIP, address: 10.0.1.2%d}]}
            """;

    private static final String BEFORE = NODE.formatted(0, "[10.200.0.0/30]", 0);
    private static final String AFTER = NODE.formatted(0, "[10.200.0.0/30, \"fd00:9::/64\"]", 0) + "---\n"
            + NODE.formatted(1, "[10.200.1.0/24]", 1);

    @TempDir
    private Path folder;

    @Test
    void theAgentWorksOn() throws Exception {
        Path library = folder.resolve("clock.so");
        AgentProcess.compile("-O2", "-shared", "-fPIC", "-o", library.toString(), "src/test/c/clock-set-back.c");
        Path setBack = folder.resolve("set-back");
        Map<String, String> environment =
                Map.of("LD_PRELOAD", library.toString(), "CLOCK_SET_BACK", setBack.toString());
        try (AgentProcess agent = new AgentProcess(folder, environment, BEFORE)) {
            agent.in("ip", "link", "add", "eth0", "type", "bridge");
            agent.in("ip", "link", "set", "eth0", "up");
            agent.in("ip", "address", "add", "10.0.1.20/24", "dev", "eth0");
            assertThat(add(agent, "before")).contains("\"" + POD + "/");
            leaveAFlow(agent);
            succeed(agent, "DEL", "before", "");
            LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
            Files.createFile(setBack);

            String between = add(agent, "between");
            assertThat(between).contains("\"" + POD + "/");
            assertThat(hasFlow(agent))
                    .as("a flow of the pod that had the address")
                    .isFalse();
            agent.write(AFTER);
            Waiting.until(
                    "the agent to know the new node",
                    () -> agent.in("ip", "route").contains("10.200.1.0/24 via 10.0.1.21"));
            Waiting.until("the agent to tell the time of last year", () -> toldLast(agent, "fd00:9::/64", yesterday));
            succeed(agent, "CHECK", "between", previous(between));
            succeed(agent, "GC", "", ", \"cni.dev/valid-attachments\": []");
            assertThat(agent.in("ip", "link")).doesNotContain("fn");
            String after = add(agent, "after");

            agent.restart();
            succeed(agent, "CHECK", "after", previous(after));
            succeed(agent, "DEL", "after", "");
            assertThat(agent.in("ip", "link")).doesNotContain("fn");
        }
    }

    private static String add(AgentProcess agent, String container) throws IOException {
        agent.pod(container);
        return succeed(agent, "ADD", container, "");
    }

    private static String succeed(AgentProcess agent, String command, String container, String more)
            throws IOException {
        Outcome outcome = agent.call(command, container, more);
        assertThat(outcome.status()).as("%s: %s", command, outcome.output()).isZero();
        return outcome.output();
    }

    private static String previous(String result) {
        return ", \"prevResult\": " + result;
    }

    /** A line of the log with that word whose time is before a day. */
    private static boolean toldLast(AgentProcess agent, String word, LocalDate day) throws IOException {
        return Files.readAllLines(agent.log).stream()
                .filter(line -> line.contains(word))
                .anyMatch(line -> LocalDate.parse(line.substring(0, 10)).isBefore(day));
    }

    private static void leaveAFlow(AgentProcess agent) throws IOException {
        try (DatagramSocket socket = agent.namespace.call(() -> new DatagramSocket())) {
            socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(POD), 4321));
        }
        assertThat(hasFlow(agent)).isTrue();
    }

    private static boolean hasFlow(AgentProcess agent) throws IOException {
        try (ConntrackSocket socket = ConntrackSocket.open(agent.namespace)) {
            return socket.flows(IpFamily.IPV4).stream()
                    .anyMatch(flow -> flow.toString().contains(POD));
        }
    }
}
