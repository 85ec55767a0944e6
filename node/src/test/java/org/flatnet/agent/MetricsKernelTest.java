package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flatnet.agent.Exposition.Family;
import org.flatnet.cni.CniCommand;
import org.flatnet.cni.ShimClient;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that an agent tells Prometheus, of a node at which some things work and some do not. */
@Tag("kernel")
class MetricsKernelTest {
    private static final String CONFIG = "{\"cniVersion\": \"1.1.0\", \"name\": \"%s\", \"type\": \"flatnet\"}";
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-%1$d}
            spec: {podCIDRs: [10.200.%1$d.0/24, "fd00:200:0:%1$d::/64"]}
            status:
              addresses:
              - {type: InternalIP, address: 10.0.%2$d.2%1$d}
              - {type: InternalIP, address: "fd00:%2$d::2%1$d"}
            ---
            """;

    /** The node itself, one that is reached, and one in another subnet. */
    private static final String MANIFEST = NODE.formatted(0, 1) + NODE.formatted(1, 1) + NODE.formatted(3, 9);

    /** One more, whose way somebody else's route takes, and something that is no object. */
    private static final String MORE = NODE.formatted(2, 1) + "kind: Nod\n";

    private static final Path DOCUMENT = Path.of("../docs/metrics.md");

    /** {@code | `flatnet_peers` | gauge | | meaning |}. */
    private static final Pattern ROW = Pattern.compile("\\| `(flatnet_\\w+)` \\| (\\w+) \\| ([^|]*) \\|.*");

    @TempDir
    private Path folder;

    @Test
    void everythingIsWellFormedAndTrueAndDocumented() throws Exception {
        try (ServedAgent agent = new ServedAgent(
                        folder,
                        new Vitals(),
                        MANIFEST,
                        "ip link add eth0 type bridge",
                        "ip link set eth0 up",
                        "ip address add 10.0.1.20/24 dev eth0",
                        "ip address add fd00:1::20/64 dev eth0 nodad");
                NetworkNamespace first = NetworkNamespace.create();
                NetworkNamespace second = NetworkNamespace.create()) {
            ShimClient client = new ShimClient(agent.paths.cniSocket(), agent.namespace);
            succeed(client.call(CniCommand.ADD, "flatnet", "c1", first, CONFIG.formatted("flatnet")));
            succeed(client.call(CniCommand.ADD, "flatnet", "c2", second, CONFIG.formatted("other")));
            agent.in("ip route del 10.200.1.0/24 proto 70");
            awaitText(agent, "flatnet_drift_total{");
            agent.in("ip route add 10.200.2.0/24 via 10.0.1.99 proto static");
            agent.write(MANIFEST + MORE);
            awaitText(agent, "flatnet_keys_failed{feature=\"fabric\"} 1.0");
            Map<String, Family> families =
                    Exposition.parse(agent.get("/metrics").text());
            assertThat(samples(families))
                    .containsEntry("flatnet_addresses_held{family=ipv4, network=flatnet}", 1.0)
                    .containsEntry("flatnet_addresses_held{family=ipv6, network=flatnet}", 1.0)
                    .containsEntry("flatnet_addresses_held{family=ipv4, network=other}", 1.0)
                    .containsEntry("flatnet_addresses_free{family=ipv4, network=flatnet}", 251.0)
                    .containsEntry("flatnet_peers{}", 3.0)
                    .containsEntry("flatnet_peers_programmed{}", 1.0)
                    .containsEntry("flatnet_keys_failed{feature=fabric}", 1.0)
                    .containsEntry("flatnet_keys_failed{feature=guard}", 0.0)
                    .containsEntry("flatnet_drift_total{kind=route}", 1.0)
                    .containsEntry("flatnet_ready{}", 1.0)
                    .containsEntry("flatnet_cni_call_seconds_count{code=0, command=ADD}", 2.0);
            assertThat(kinds(families)).isEqualTo(documented());
        }
    }

    private static void awaitText(ServedAgent agent, String text) throws IOException {
        Waiting.until(text, () -> agent.get("/metrics").text().contains(text));
    }

    private static void succeed(ShimClient.Answer answer) {
        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    private static Map<String, Double> samples(Map<String, Family> families) {
        Map<String, Double> samples = new TreeMap<>();
        families.values()
                .forEach(family -> family.samples()
                        .forEach((sample, value) -> samples.put(sample.name() + sample.labels(), value)));
        return samples;
    }

    /** By name, the type and the labels. */
    private static Map<String, String> kinds(Map<String, Family> families) {
        Map<String, String> kinds = new TreeMap<>();
        families.forEach((name, family) -> kinds.put(name, family.type() + " " + family.labelNames()));
        return kinds;
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> kinds = new TreeMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                kinds.put(row.group(1), row.group(2) + " [" + row.group(3).strip() + "]");
            }
        }
        return kinds;
    }
}
