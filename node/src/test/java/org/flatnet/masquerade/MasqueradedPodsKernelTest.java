package org.flatnet.masquerade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flatnet.fabric.TestPod;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.FabricMode;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods of two networks with ipMasq, one of which lies within the other, and whom the servers that they call see. */
@Tag("kernel")
class MasqueradedPodsKernelTest {
    private static final String OUTSIDE = "203.0.113.10";
    private static final String OUTSIDE_IPV6 = "2001:db8::10";

    @TempDir
    private Path folder;

    private TestNode node;
    private NetworkNamespace outside;
    private TestPod narrow;
    private TestPod wide;

    @BeforeEach
    void pods() throws Exception {
        node = new TestNode("worker-0", folder, NodeSettings.of(FabricMode.NATIVE));
        outside = NetworkNamespace.create();
        TestNode.join(node.namespace, "eth0", outside, "eth0");
        node.run("ip", "addr", "add", "203.0.113.1/24", "dev", "eth0");
        node.run("ip", "addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        TestNode.run(outside, "ip", "addr", "add", OUTSIDE + "/24", "dev", "eth0");
        TestNode.run(outside, "ip", "addr", "add", OUTSIDE_IPV6 + "/64", "dev", "eth0", "nodad");
        node.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        node.start();
        narrow = new TestPod(node, 1, "10.99.0.2", "fd00:99::2");
        wide = new TestPod(node, 2, "10.99.7.2", "fd00:99:0:7::2");
        masquerade("narrow", "10.99.0.2/24", "fd00:99::2/64");
        masquerade("wide", "10.99.7.2/16", "fd00:99:0:7::2/48");
    }

    @AfterEach
    void close() throws Exception {
        narrow.close();
        wide.close();
        outside.close();
        node.close();
    }

    private void masquerade(String pod, String... addresses) throws Exception {
        node.reconciler()
                .set(
                        new Key("masqueraded", pod),
                        MasqueradedPods.plan(Stream.of(addresses)
                                .map(InterfaceAddress::parse)
                                .toList()));
    }

    @Test
    void eachIsItselfWithinItsOwnNetworkAloneAndTheNodeBeyond() throws Exception {
        try (ServerSocketChannel server = TestPod.serve(outside)) {
            for (TestPod pod : List.of(narrow, wide)) {
                assertThat(pod.seenBy(server, OUTSIDE)).isEqualTo("203.0.113.1");
                assertThat(pod.seenBy(server, OUTSIDE_IPV6)).isEqualTo("2001:db8:0:0:0:0:0:1");
            }
        }
        assertThat(wide.seenBy(narrow.server(), narrow.ipv4)).isEqualTo(wide.ipv4);
        assertThat(wide.seenBy(narrow.server(), narrow.ipv6)).isEqualTo("fd00:99:0:7:0:0:0:2");
        assertThat(narrow.seenBy(wide.server(), wide.ipv4)).isNotEqualTo(narrow.ipv4);
        assertThat(narrow.seenBy(wide.server(), wide.ipv6)).isNotEqualTo("fd00:99:0:0:0:0:0:2");
    }

    @Test
    void oneThatGoesTakesNothingOfTheOtherAlong() throws Exception {
        node.reconciler().remove(List.of(new Key("masqueraded", "narrow")));
        try (ServerSocketChannel server = TestPod.serve(outside)) {
            assertThat(wide.seenBy(server, OUTSIDE)).isEqualTo("203.0.113.1");
        }
        assertThat(wide.seenBy(narrow.server(), narrow.ipv4)).isEqualTo(wide.ipv4);
        assertThat(held()).containsOnlyKeys(IpAddress.parse(wide.ipv4), IpAddress.parse(wide.ipv6));
        node.reconciler().remove(List.of(new Key("masqueraded", "wide")));
        assertThat(node.run("nft", "list", "ruleset")).doesNotContain("10.99.0.0/16");
        assertThat(held()).isEmpty();
    }

    /** A pod is attached anew, with its address in another network. */
    @Test
    void anAddressMayChangeItsNetwork() throws Exception {
        masquerade("narrow", "10.99.0.2/16");
        assertThat(narrow.seenBy(wide.server(), wide.ipv4)).isEqualTo(narrow.ipv4);
        assertThat(held()).containsEntry(IpAddress.parse(narrow.ipv4), InterfaceAddress.parse("10.99.0.2/16"));
    }

    @Test
    void whatTheKernelListsIsWhatWasWanted() throws Exception {
        assertThat(held()).hasSize(4).containsEntry(IpAddress.parse(wide.ipv4), InterfaceAddress.parse("10.99.7.2/16"));
        long changes = node.reconciler().status().changes();
        node.reconciler().resync();
        node.reconciler().settle();
        assertThat(node.drifts).isEmpty();
        assertThat(node.reconciler().status().changes()).isEqualTo(changes);
    }

    private Map<IpAddress, InterfaceAddress> held() throws Exception {
        try (NftablesSocket nftables = NftablesSocket.open(node.namespace)) {
            return MasqueradedPods.held(nftables);
        }
    }
}
