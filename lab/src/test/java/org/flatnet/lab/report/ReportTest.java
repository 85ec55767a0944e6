package org.flatnet.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.junit.jupiter.api.Test;

/** What people and programs are told of a lab. */
class ReportTest {
    private static final LabSpec SPEC = LabSpec.named("lab").withPods(1);

    private static LabView view(Check... checks) {
        Topology topology = Topology.of(SPEC);
        List<LabView.Node> nodes = new ArrayList<>();
        List<LabView.Pod> pods = new ArrayList<>();
        for (NodePlan node : topology.nodes()) {
            Path root = Path.of("/home", node.name());
            nodes.add(new LabView.Node(
                    node, true, "STATUS answered by flatnet", root.resolve("bin"), root.resolve("conf"), 42));
            List<IpAddress> addresses =
                    List.of(node.podCidrs().getFirst().first().plus(2));
            String name = topology.podNames(node).getFirst();
            pods.add(new LabView.Pod(new PodView(name, node.name(), addresses, ""), topology.namespace(name)));
        }
        return new LabView(topology, nodes, pods, List.of(checks));
    }

    private static Check check(CheckKind kind, String subject, boolean ok, String detail, long micros) {
        return new Check(
                subject + " pod-0-0 to pod-1-0",
                kind,
                subject,
                "pod-0-0",
                "pod-1-0",
                "10.200.0.2 → 10.200.1.2:8080",
                ok,
                detail,
                micros);
    }

    private static final Check TCP = check(CheckKind.CROSS_NODE, "tcp", true, "the server saw 10.200.0.2: no NAT", 110);
    private static final Check UDP = check(CheckKind.CROSS_NODE, "udp", true, "the server saw 10.200.0.2: no NAT", 90);
    private static final Check PING = check(CheckKind.CROSS_NODE, "ping", false, "no echo from 10.200.1.2", 0);
    private static final Check MTU =
            check(CheckKind.MTU, "mtu", true, "MTU 1500: the largest packet, and what the pod's link says", 700);

    @Test
    void peopleReadAStory() {
        List<StoryLine> story = List.of(
                new StoryLine(4, "worker-0", "NotReady: cni plugin not initialized"),
                new StoryLine(1204, "worker-0", "Ready: STATUS answered by flatnet"));
        assertThat(TextReport.whole(view(TCP, UDP, PING, MTU), story, 3210, Paint.PLAIN))
                .isEqualTo("""
                        Flatnet lab lab: 2 nodes, mode native, attach bridge, ipv4, MTU 1500

                        The cluster comes up
                           0.00 s  worker-0  NotReady: cni plugin not initialized
                           1.20 s  worker-0  Ready: STATUS answered by flatnet

                        What it is
                          outside  203.0.113.10
                             │
                          ┌──┴─ vpc ───────────────────────────────────────────────┐
                          │ subnet 10.0.1.0/24  router 10.0.1.1                    │
                          │ MTU 1500, source/destination check off                 │
                          └────────────────────────────────────────────────────────┘
                             │                             │
                          ┌──┴─ worker-0 ────────────┐  ┌──┴─ worker-1 ────────────┐
                          │ eth0  10.0.1.20/24       │  │ eth0  10.0.1.21/24       │
                          │ pods  10.200.0.0/24      │  │ pods  10.200.1.0/24      │
                          │ ● pod-0-0  10.200.0.2    │  │ ● pod-1-0  10.200.1.2    │
                          └──────────────────────────┘  └──────────────────────────┘

                        Pod to pod across nodes  1 of 3 failed
                          ✓ pod-0-0 → pod-1-0  10.200.0.2 → 10.200.1.2:8080  tcp udp  the server saw 10.200.0.2: no NAT  0.11 ms  MTU 1500
                          ✗ pod-0-0 → pod-1-0  10.200.0.2 → 10.200.1.2:8080  ping     no echo from 10.200.1.2

                        Largest packets  1 passed
                          ✓ pod-0-0 → pod-1-0  10.200.0.2 → 10.200.1.2:8080  mtu  MTU 1500: the largest packet, and what the pod's link says  0.70 ms

                        1 check failed, 3 passed in 3.2 s.
                        """);
    }

    @Test
    void programsReadOneObject() {
        assertThat(LabJson.render(view(TCP, PING)))
                .isEqualTo("{\"nodes\":["
                        + "{\"name\":\"worker-0\",\"addresses\":[\"10.0.1.20\"],\"podCIDRs\":[\"10.200.0.0/24\"],"
                        + "\"ready\":true,\"netns\":\"lab-worker-0\",\"cniBin\":\"/home/worker-0/bin\","
                        + "\"cniConf\":\"/home/worker-0/conf\",\"agentPid\":42},"
                        + "{\"name\":\"worker-1\",\"addresses\":[\"10.0.1.21\"],\"podCIDRs\":[\"10.200.1.0/24\"],"
                        + "\"ready\":true,\"netns\":\"lab-worker-1\",\"cniBin\":\"/home/worker-1/bin\","
                        + "\"cniConf\":\"/home/worker-1/conf\",\"agentPid\":42}],"
                        + "\"pods\":["
                        + "{\"name\":\"pod-0-0\",\"node\":\"worker-0\",\"addresses\":[\"10.200.0.2\"],"
                        + "\"netns\":\"lab-pod-0-0\"},"
                        + "{\"name\":\"pod-1-0\",\"node\":\"worker-1\",\"addresses\":[\"10.200.1.2\"],"
                        + "\"netns\":\"lab-pod-1-0\"}],"
                        + "\"checks\":["
                        + "{\"name\":\"tcp pod-0-0 to pod-1-0\",\"kind\":\"cross-node\",\"from\":\"pod-0-0\","
                        + "\"to\":\"pod-1-0\",\"ok\":true,\"detail\":\"10.200.0.2 → 10.200.1.2:8080  the server saw"
                        + " 10.200.0.2: no NAT\",\"micros\":110},"
                        + "{\"name\":\"ping pod-0-0 to pod-1-0\",\"kind\":\"cross-node\",\"from\":\"pod-0-0\","
                        + "\"to\":\"pod-1-0\",\"ok\":false,\"detail\":\"10.200.0.2 → 10.200.1.2:8080  no echo from"
                        + " 10.200.1.2\",\"micros\":0}],"
                        + "\"passed\":1,\"failed\":1}");
    }

    @Test
    void coloursAreForTerminalsOfThoseWhoWantThem() {
        assertThat(Paint.choose(true, false)).isEqualTo(Paint.COLOURED);
        assertThat(Paint.choose(true, true)).isEqualTo(Paint.PLAIN);
        assertThat(Paint.choose(false, false)).isEqualTo(Paint.PLAIN);
        String coloured = TextReport.check(view(TCP, PING), 1000, Paint.COLOURED);
        assertThat(coloured).contains("\u001b[32m✓\u001b[0m").contains("\u001b[1;31m");
        String plain = TextReport.check(view(TCP, PING), 1000, Paint.PLAIN);
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain);
    }
}
