package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flatnet.agent.AgentProcess.Outcome;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose kernel was started with {@code ipv6.disable=1}, as far as its settings show: the agent sees an empty folder
 * in place of those of IPv6, on the node and in the pod. The kernel shows each namespace a folder of its own.
 */
@Tag("kernel")
class WithoutIpv6KernelTest {
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-0}
            spec: {podCIDRs: [10.200.0.0/24]}
            status: {addresses: [{type: InternalIP, address: 10.0.1.20}]}
            """;

    private static final String HIDE = "mount -t tmpfs flatnet-test /proc/sys/net/ipv6";

    @TempDir
    private Path folder;

    @Test
    void podsAreServedWithIpv4() throws Exception {
        List<String> wrapper =
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", HIDE + " && exec \"$@\"", "sh");
        try (AgentProcess agent = new AgentProcess(folder, Map.of(), wrapper, NODE)) {
            agent.in("ip", "link", "add", "eth0", "type", "bridge");
            agent.in("ip", "address", "add", "10.0.1.20/24", "dev", "eth0");
            agent.in("ip", "link", "set", "eth0", "up");
            agent.pod("pod");
            agent.in(
                    "nsenter",
                    "--mount=/proc/" + agent.pid() + "/ns/mnt",
                    "--net=" + agent.path("pod"),
                    "sh",
                    "-c",
                    HIDE + " && test -z \"$(ls /proc/sys/net/ipv6)\" && test -d /proc/sys/net/ipv4/conf");
            Outcome added = agent.call("ADD", "pod", "");
            assertThat(added.status()).as(added.output()).isZero();
            agent.in("ping", "-c", "1", "-W", "5", "10.200.0.2");
            Outcome checked = agent.call("CHECK", "pod", ", \"prevResult\": " + added.output());
            assertThat(checked.status()).as(checked.output()).isZero();
            Outcome deleted = agent.call("DEL", "pod", "");
            assertThat(deleted.status()).as(deleted.output()).isZero();
            Waiting.until(
                    "the node forwards",
                    () -> agent.in("sysctl", "-n", "net.ipv4.ip_forward").equals("1\n"));
            assertThat(Files.readString(agent.log)).contains("worker-0 serves").doesNotContain(" ERROR ");
        }
    }
}
