package org.flatnet.masquerade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.model.FabricMode;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that pods keep of a range that is no longer their node's. */
@Tag("kernel")
class HeldAddressesKernelTest {
    private static final Cidr HELD = Cidr.parse("10.200.0.7/32");

    @TempDir
    private Path folder;

    /** The kernel takes no two intervals that overlap. */
    @Test
    void theirRangeMayBecomeAPeersAndGoAgain() throws Exception {
        try (TestNode node = new TestNode("worker-0", folder, NodeSettings.of(FabricMode.NATIVE))) {
            node.put(worker(0, "10.200.0.0/24"), worker(1, "10.200.1.0/24"));
            node.start();
            node.reconciler().heldRanges(Set.of(HELD));
            node.put(worker(0, "10.200.2.0/24"), worker(1, "10.200.1.0/24"));
            holds(node, "own-pods-ipv4", "10.200.0.7", "10.200.2.0/24");
            holds(node, "pods-ipv4", "10.200.0.7", "10.200.1.0/24", "10.200.2.0/24");
            node.put(worker(1, "10.200.0.0/24"));
            holds(node, "own-pods-ipv4", "10.200.0.7", "10.200.2.0/24");
            holds(node, "pods-ipv4", "10.200.0.0/24", "10.200.2.0/24");
            node.put(worker(1, "10.200.1.0/24"));
            holds(node, "pods-ipv4", "10.200.0.7", "10.200.1.0/24", "10.200.2.0/24");
        }
    }

    private static ClusterNode worker(int number, String range) {
        return TestNode.clusterNode("worker-" + number, List.of("10.0.1.2" + number), List.of(range));
    }

    private static void holds(TestNode node, String set, String... elements) throws Exception {
        assertThat(node.reconciler().status().failures()).isEmpty();
        assertThat(node.run("nft", "list", "set", "inet", "flatnet", set)
                        .replaceAll("\\s+", " ")
                        .replaceFirst(".*elements = \\{ (.*?) \\}.*", "$1")
                        .split(", "))
                .containsExactlyInAnyOrder(elements);
    }
}
