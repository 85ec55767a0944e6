package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.cni.Attachment;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The executable under the reference plugins' names, with their configurations, from pods that talk to the outside. */
@Tag("lab")
class ReferenceNamesKernelTest {
    private static final String NODE = "worker-0";
    private static final String OUTSIDE = "203.0.113.10";
    /** How clusters run it: with ipMasq. */
    private static final String BRIDGE = """
            {"cniVersion": "1.0.0", "name": "mynet", "plugins": [{"type": "bridge", "bridge": "mynet0",
             "isDefaultGateway": true, "forceAddress": true, "ipMasq": true, "macspoofchk": true, "hairpinMode": true,
             "ipam": {"type": "host-local", "subnet": "10.99.0.0/24", "resolvConf": "%s", "dataDir": "%s"}}]}
            """;

    private static final String PTP = """
            {"cniVersion": "0.4.0", "name": "mynet", "plugins": [{"type": "ptp", "ipMasq": true, "mtu": 1400,
             "ipam": {"type": "host-local", "subnet": "10.99.0.0/24", "resolvConf": "%s", "dataDir": "%s",
             "routes": [{"dst": "0.0.0.0/0"}]}}]}
            """;

    @ParameterizedTest
    @ValueSource(strings = {BRIDGE, PTP})
    void podsReachEachOtherAsTheyAreAndTheOutsideMasqueraded(String config) throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withNodes(1).withPods(1))) {
            NodePlan node = lab.node(NODE);
            Libcni runtime = lab.runtime(node);
            for (String name : List.of("bridge", "ptp")) {
                Files.copy(Built.cniExecutable(), runtime.pluginFolder().resolve(name));
            }
            NetworkList network = network(lab.root(NODE), config);
            Path first = lab.namespace("reference-0");
            Path second = lab.namespace("reference-1");
            try (NetworkNamespace _ = NetworkNamespace.createNamed(first);
                    NetworkNamespace _ = NetworkNamespace.createNamed(second)) {
                JsonNode one = runtime.add(network, Attachment.of("reference-0", first));
                JsonNode two = runtime.add(network, Attachment.of("reference-1", second));
                assertThat(one.at("/dns/nameservers/0").asString("")).isEqualTo("192.0.2.53");
                talks(lab, first, second, address(one), address(two));
                lab.lab().agent(AgentVerb.KILL, NODE);
                lab.lab().agent(AgentVerb.START, NODE);
                talks(lab, second, first, address(two), address(one));
                runtime.check(network, Attachment.of("reference-0", first));
                runtime.delete(network, Attachment.of("reference-0", first));
                runtime.delete(network, Attachment.of("reference-1", second));
                assertThat(lab.run(NODE, "nft", "list", "ruleset")).doesNotContain("10.99.0");
            } finally {
                NetworkNamespace.removeNamed(first);
                NetworkNamespace.removeNamed(second);
                lab.tryRun(NODE, "ip", "link", "delete", "mynet0");
            }
        }
    }

    private static NetworkList network(Path root, String config) throws IOException {
        Path resolver = Files.writeString(root.resolve("resolv.conf"), "nameserver 192.0.2.53\n");
        Path folder = Files.createDirectories(root.resolve("reference"));
        Files.writeString(folder.resolve("10-mynet.conflist"), config.formatted(resolver, root.resolve("leases")));
        return NetworkList.firstIn(folder).orElseThrow();
    }

    private static String address(JsonNode result) {
        return result.at("/ips/0/address").asString("").replaceFirst("/.*", "");
    }

    /** A server that stays tells a client who it is; the outside is told the node's address. */
    private static void talks(TestLab lab, Path from, Path to, String own, String other) throws IOException {
        long server = lab.program().serve(to, "reference", 8080);
        try {
            assertThat(say(lab, from, "tcp", other, "8080")).contains(own);
            assertThat(say(lab, from, "tcp", OUTSIDE, "80")).contains("10.0.").doesNotContain(own);
        } finally {
            ProcessHandle.of(server).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static String say(TestLab lab, Path from, String... words) throws IOException {
        Process client = new ProcessBuilder(lab.program().command(from, false, List.of(words)))
                .redirectErrorStream(true)
                .start();
        return new String(client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
