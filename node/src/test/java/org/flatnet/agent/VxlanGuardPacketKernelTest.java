package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.FabricMode;
import org.flatnet.pod.Waiting;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets of the overlay, made by hand on the nodes' network, of which the node takes those of its peers. */
@Tag("kernel")
class VxlanGuardPacketKernelTest {
    private static final MacAddress SENDER = MacAddress.parse("02:00:00:00:00:99");
    private static final IpAddress POD = IpAddress.parse("10.200.0.7");
    private static final IpAddress PEERS_POD = IpAddress.parse("10.200.1.7");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void onlyNodesSendVxlan(IpFamily family) throws Exception {
        try (TestNode node = new TestNode("worker-0", folder, NodeSettings.of(FabricMode.VXLAN));
                NetworkNamespace network = NetworkNamespace.create()) {
            TestNode.join(node.namespace, "eth0", network, "wire");
            // Duplicate detection would take the address away for the first second.
            node.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
            node.run("ip", "addr", "add", address(family, 20) + "/24", "dev", "eth0");
            ClusterNode peer = node(1, address(family, 21));
            node.put(node(0, address(family, 20)), peer);
            node.start();
            try (PacketSocket wire = PacketSocket.open(network, "wire");
                    PacketSocket overlay = PacketSocket.open(node.namespace, FabricFeature.DEVICE)) {
                wire.send(frame(node, address(family, 22), "a stranger's"));
                wire.send(frame(node, address(family, 21), "a peer's"));
                assertThat(nextOf(overlay, "stranger", "peer")).isEqualTo("peer");
                awaitDropped(node, family, 1);
                node.remove(peer.name());
                wire.send(frame(node, address(family, 21), "a former peer's"));
                awaitDropped(node, family, 2);
                node.put(peer);
                wire.send(frame(node, address(family, 21), "a new peer's"));
                assertThat(nextOf(overlay, "former", "new")).isEqualTo("new");
            }
        }
    }

    private static IpAddress address(IpFamily family, int host) {
        return IpAddress.parse((family == IpFamily.IPV4 ? "10.0.1." : "fd00:1::") + host);
    }

    private static ClusterNode node(int number, IpAddress address) {
        return TestNode.clusterNode(
                "worker-" + number, List.of(address.toString()), List.of("10.200." + number + ".0/24"));
    }

    /** A packet of a peer's pod to one of this node, in a VXLAN packet with that source. */
    private static byte[] frame(TestNode node, IpAddress source, String mark) throws IOException {
        byte[] pods = Frames.udp(PEERS_POD, 1234, POD, 4321, mark.getBytes(StandardCharsets.US_ASCII));
        byte[] inner = Frames.ethernet(mac(node, FabricFeature.DEVICE), SENDER, pods);
        byte[] header = Frames.shorts(0x0800, 0, 0, NodeSettings.DEFAULT_VXLAN_ID << 8);
        byte[] outer = Frames.udp(
                source,
                50_000,
                address(source.family(), 20),
                NodeSettings.DEFAULT_VXLAN_PORT,
                Frames.joined(header, inner));
        return Frames.ethernet(mac(node, "eth0"), SENDER, outer);
    }

    private static MacAddress mac(TestNode node, String link) throws IOException {
        try (RouteSocket socket = RouteSocket.open(node.namespace)) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(socket.link(link), link).mac());
        }
    }

    /** Which of the marks the first frame bears that has any. */
    private static String nextOf(PacketSocket socket, String... marks) throws IOException {
        while (true) {
            String frame = new String(socket.receive(), StandardCharsets.ISO_8859_1);
            for (String mark : marks) {
                if (frame.contains(mark)) {
                    return mark;
                }
            }
        }
    }

    private static void awaitDropped(TestNode node, IpFamily family, int packets) throws IOException {
        String counter = "@vxlan-peers-" + family.name().toLowerCase(Locale.ROOT) + " counter packets " + packets + " ";
        Waiting.until(
                counter,
                () -> node.run("nft", "list", "chain", "inet", "flatnet", "guard-vxlan")
                        .contains(counter));
    }
}
