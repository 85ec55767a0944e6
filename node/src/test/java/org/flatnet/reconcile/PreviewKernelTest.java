package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.cluster.Cluster;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.guard.GuardFeature;
import org.flatnet.masquerade.MasqueradeFeature;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a plan do, typed by hand, what the loop would do. */
@Tag("kernel")
class PreviewKernelTest {
    @TempDir
    private Path folder;

    private static final Cluster CLUSTER = Cluster.of(List.of(
            TestNode.clusterNode("worker-0", List.of("10.0.1.20"), List.of("10.200.0.0/24")),
            TestNode.clusterNode("worker-1", List.of("10.0.1.21"), List.of("10.200.1.0/24"))));

    /** A look-up that nft lists but does not take: it has no word for what a neighbour advertisement speaks of. */
    private static final String UNSPEAKABLE = "@th,64,128";

    private static String quoted(String line) {
        return "nft '" + line.substring("nft ".length()).replace("'", "'\\''") + "'";
    }

    private Preview preview(TestNode node, NodeSettings settings) throws Exception {
        return Preview.of(
                node.namespace,
                folder.resolve("sysctls"),
                List.of(new FabricFeature(), new MasqueradeFeature(), new GuardFeature()),
                CLUSTER,
                new Self("worker-0", settings, List.of(), Set.of()),
                Map.of());
    }

    @Test
    void whatThePlanSaysCanBeTyped() throws Exception {
        NodeSettings settings = NodeSettings.of(FabricMode.VXLAN);
        try (TestNode node = new TestNode("worker-0", folder, settings)) {
            node.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "wire");
            node.run("ip", "link", "set", "wire", "up");
            node.run("ip", "link", "set", "eth0", "up");
            node.run("ip", "addr", "add", "10.0.1.20/24", "dev", "eth0");
            String before = linksAndRules(node);
            Preview preview = preview(node, settings);
            assertThat(preview.problems()).isEmpty();
            assertThat(preview.lines())
                    .contains("sysctl -w net.ipv4.conf.all.send_redirects=0")
                    .anyMatch(line -> line.startsWith("ip route add 10.200.1.0/24 via 10.200.1.0 dev flatnet-vxlan"))
                    .anyMatch(line -> line.startsWith("nft add element inet flatnet pods-ipv4 { 10.200.0.0/24"));
            assertThat(linksAndRules(node)).isEqualTo(before);
            assertThat(folder.resolve("sysctls")).doesNotExist();
            for (String line : preview.lines()) {
                if (!line.contains(UNSPEAKABLE)) {
                    node.run("sh", "-c", line.startsWith("nft ") ? quoted(line) : line);
                }
            }
            assertThat(preview(node, settings).lines())
                    .as("nft notes the same sets and rules in its own way, and some it cannot say; the rest is there")
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("nft ") && !line.startsWith("nft add element "));
        }
    }

    /** Without the links' states, which the kernel settles in its own time. */
    private static String linksAndRules(TestNode node) throws Exception {
        return node.run("sh", "-c", "ip -br link | cut -d ' ' -f 1; nft list ruleset");
    }
}
