package org.flatnet.lab.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.LabFolder;
import org.flatnet.lab.TestProgram;
import org.flatnet.lab.cloud.SourceCheckRules.Drops;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.Answer;
import org.flatnet.lab.process.NamespaceProcesses;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.process.Prober;
import org.flatnet.lab.state.LabHome;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cloud beneath a lab, on a real kernel: who reaches whom, what is checked and counted, and what fits. */
@Tag("kernel")
class CloudKernelTest {
    private static final LabSpec SPEC = LabSpec.named("lab").withFamilies(Families.DUAL);

    @TempDir
    private Path folder;

    private LabHome home;
    private PodProgram program;
    private Topology topology = Topology.of(SPEC);

    @BeforeEach
    void prepare() throws Exception {
        home = LabFolder.in(folder);
        program = TestProgram.built();
    }

    @AfterEach
    void clear() throws Exception {
        Set<NamespaceId> ids = new HashSet<>();
        for (String name : topology.namespaces()) {
            try (NetworkNamespace namespace =
                    NetworkNamespace.open(home.namespaces().resolve(name))) {
                ids.add(namespace.id());
            }
        }
        NamespaceProcesses.kill(ids);
        for (String name : topology.namespaces()) {
            NetworkNamespace.removeNamed(home.namespaces().resolve(name));
        }
    }

    private void build(LabSpec spec) throws IOException {
        topology = Topology.of(spec);
        new CloudBuilder(topology, this::namespace).build();
    }

    private Path namespace(String place) {
        return home.namespace("lab", place);
    }

    private Answer ask(String place, String question) throws IOException {
        try (Prober prober = program.prober(namespace(place))) {
            return prober.ask(question).join();
        }
    }

    private String run(String place, String... command) throws Exception {
        Process process = new ProcessBuilder(program.run(namespace(place), false, List.of(command)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Drops dropsOf(String owner) throws IOException {
        return Objects.requireNonNull(drops().get(owner));
    }

    private Map<String, Drops> drops() throws IOException {
        try (NetworkNamespace vpc = NetworkNamespace.open(namespace(Topology.VPC))) {
            return SourceCheckRules.drops(vpc, topology.sourceChecks());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodesReachEachOtherAndOutsideInEveryMode(FabricMode mode) throws Exception {
        build(SPEC.withNodes(3).withSubnets(2).withMode(mode));
        for (NodePlan node : topology.nodes()) {
            for (NodePlan other : topology.nodes()) {
                for (IpAddress address : other.ownAddresses()) {
                    assertThat(ask(node.name(), "ping " + address).ok())
                            .as("%s to %s", node.name(), address)
                            .isTrue();
                }
            }
            for (IpAddress address : node.ownAddresses()) {
                assertThat(ask("outside", "ping " + address).ok()).isTrue();
            }
            assertThat(ask(node.name(), "ping 203.0.113.10").ok()).isTrue();
            assertThat(ask(node.name(), "ping 2001:db8:113::10").ok()).isTrue();
        }
        assertThat(drops().values()).allMatch(new Drops(0, 0)::equals);
    }

    @Test
    void addressesThatAreNotTheNodesAreDroppedAndCounted() throws Exception {
        build(SPEC.withSourceDestCheck(true));
        run("worker-0", "ip", "address", "add", "10.200.0.7/32", "dev", "lo");
        run("worker-0", "ip", "address", "add", "fd00:10:200::7/128", "dev", "lo", "nodad");
        run("worker-1", "ip", "route", "add", "10.200.0.0/24", "via", "10.0.1.20");
        program.serve(namespace("worker-1"), "there", 8080);

        assertThat(ask("worker-1", "ping 10.200.0.7 --timeout-millis 50").ok()).isFalse();
        assertThat(dropsOf("worker-0"))
                .as("to a destination that is not its own")
                .isEqualTo(new Drops(0, 1));
        run("worker-0", "ip", "route", "add", "10.0.1.21/32", "dev", "eth0", "src", "10.200.0.7");
        assertThat(ask("worker-0", "udp 10.0.1.21 8080 --timeout-millis 50").ok())
                .isFalse();
        assertThat(dropsOf("worker-0")).as("from a source that is not its own").isEqualTo(new Drops(1, 1));
        run("worker-0", "ip", "route", "add", "fd00:10:0:1::21", "dev", "eth0", "src", "fd00:10:200::7");
        assertThat(ask("worker-0", "udp fd00:10:0:1::21 8080 --timeout-millis 50")
                        .ok())
                .isFalse();
        assertThat(dropsOf("worker-0").from()).isEqualTo(2);
        assertThat(dropsOf("worker-1")).isEqualTo(new Drops(0, 0));
    }

    @Test
    void insideASubnetNodesAreFreeWhereTheRouterChecks() throws Exception {
        build(SPEC.withNodes(4).withSubnets(2).withMode(FabricMode.CROSS_SUBNET));
        run("worker-0", "ip", "address", "add", "10.200.0.7/32", "dev", "lo");
        run("worker-2", "ip", "route", "add", "10.200.0.0/24", "via", "10.0.1.20");
        run("worker-1", "ip", "route", "add", "10.200.0.0/24", "via", "10.0.2.1");
        run("vpc", "ip", "route", "add", "10.200.0.0/24", "via", "10.0.1.20");
        assertThat(ask("worker-2", "ping 10.200.0.7").ok()).isTrue();
        assertThat(ask("worker-1", "ping 10.200.0.7 --timeout-millis 50").ok()).isFalse();
        assertThat(dropsOf("subnet 10.0.1.0/24").to()).isEqualTo(1);
    }

    @Test
    void inACloudTheRouterKnowsThePodRanges() throws Exception {
        build(SPEC.withMode(FabricMode.CLOUD));
        for (IpFamily family : IpFamily.values()) {
            IpAddress pod = topology.nodes()
                    .getFirst()
                    .podCidr(family)
                    .orElseThrow()
                    .first()
                    .plus(7);
            String option = family == IpFamily.IPV4 ? "-4" : "-6";
            run("worker-0", "ip", option, "address", "add", pod.toString(), "dev", "lo");
            assertThat(ask("worker-1", "ping " + pod).ok()).isTrue();
            assertThat(ask("outside", "ping " + pod).ok())
                    .as("outside knows no pod")
                    .isFalse();
        }
    }

    @Test
    void theNetworkCarriesWhatItIsToldTo() throws Exception {
        build(SPEC.withMtu(1400).withNodes(2).withSubnets(2));
        for (NodePlan node : topology.nodes()) {
            for (NodePlan other : topology.nodes()) {
                for (IpAddress address : other.ownAddresses()) {
                    if (!other.equals(node)) {
                        Answer answer = ask(node.name(), "mtu " + address);
                        assertThat(answer.largest()).as("%s", address).isEqualTo(1400);
                        assertThat(answer.link()).isEqualTo(1400);
                    }
                }
            }
        }
    }

    @Test
    void aNodeIsAsAStockSystemIs() throws Exception {
        build(SPEC);
        assertThat(run("worker-0", "cat", "/proc/sys/net/ipv4/ip_forward").strip())
                .isEqualTo("0");
        assertThat(run("worker-0", "cat", "/proc/sys/net/ipv6/conf/all/forwarding")
                        .strip())
                .isEqualTo("0");
        assertThat(run("worker-0", "cat", "/proc/sys/net/bridge/bridge-nf-call-iptables")
                        .strip())
                .isEqualTo("0");
        assertThat(run("worker-0", "ip", "-o", "link")).hasLineCount(2);
        assertThat(run("worker-0", "nft", "list", "ruleset")).isEmpty();
    }
}
