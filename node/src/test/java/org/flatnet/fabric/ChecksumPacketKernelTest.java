package org.flatnet.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.FabricMode;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checksums in VXLAN, whoever is to finish them. A link that offloads leaves them to the next, and a virtual one to its
 * other end: what is unfinished there looks wrong in a capture, and is right if it arrives.
 */
@Tag("kernel")
@Timeout(60)
class ChecksumPacketKernelTest {
    private static final int STREAM_BYTES = 1 << 20;
    private static final int DATAGRAMS = 64;
    private static final int DATAGRAM_BYTES = 1200;
    private static final int CAPTURED = 24;
    private static final int LARGEST_FRAME = 1514;

    @TempDir
    private Path folder;

    /** Which links of a node offload checksums and segmentation. */
    enum Offload {
        NOWHERE(false, false, false),
        EVERYWHERE(true, true, true),
        /** A node whose network card can do nothing. */
        BUT_ON_UPLINKS(true, true, false),
        ON_UPLINKS_ALONE(false, false, true),
        BUT_ON_VXLAN(true, false, true);

        private final boolean pods;
        private final boolean vxlan;
        private final boolean uplinks;

        Offload(boolean pods, boolean vxlan, boolean uplinks) {
            this.pods = pods;
            this.vxlan = vxlan;
            this.uplinks = uplinks;
        }

        void set(TwoNodes two) throws IOException {
            for (TestNode node : List.of(two.node0, two.node1)) {
                set(node.namespace, "fn000000000001", pods);
                set(node.namespace, FabricFeature.DEVICE, vxlan);
                set(node.namespace, "eth0", uplinks);
            }
            set(two.pod0.namespace, "eth0", pods);
            set(two.pod1.namespace, "eth0", pods);
        }

        private static void set(NetworkNamespace where, String link, boolean on) throws IOException {
            String state = on ? "on" : "off";
            TestNode.run(where, "ethtool", "-K", link, "tx", state, "tso", state, "gso", state);
            assertThat(TestNode.run(where, "ethtool", "-k", link)).contains("tx-checksumming: " + state);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(Offload.values())
                .flatMap(offload -> Stream.of(IpFamily.values()).map(overlay -> Arguments.of(offload, overlay)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsSentArrivesAndTheWireCarriesNothingUnfinished(Offload offload, IpFamily overlay) throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.VXLAN, true, overlay)) {
            offload.set(two);
            for (String address : List.of(two.pod1.ipv4, two.pod1.ipv6)) {
                judge(offload, overlay, captured(two, () -> stream(two, address)));
                judge(offload, overlay, captured(two, () -> datagrams(two, address)));
            }
            for (NetworkNamespace receiver : List.of(two.pod0.namespace, two.pod1.namespace)) {
                assertThat(counters(receiver))
                        .as("packets with wrong checksums")
                        .allMatch(line -> line.endsWith(" 0"));
            }
        }
    }

    /** What leaves an uplink that offloads nothing is finished; where all offload, tcpdump sees that nothing is. */
    private static void judge(Offload offload, IpFamily overlay, String said) {
        long right = count(said, "\\(correct\\)|\\[udp sum ok]");
        long wrong = count(said, "\\(incorrect|\\[bad udp cksum|bad cksum");
        if (offload == Offload.EVERYWHERE) {
            assertThat(wrong).as(said).isPositive();
        }
        if (!offload.uplinks) {
            assertThat(wrong).as(said).isZero();
            // over IPv4 the outer packets have no checksum, over IPv6 one each
            assertThat(right).as(said).isEqualTo(overlay == IpFamily.IPV4 ? CAPTURED : 2 * CAPTURED);
            assertThat(lengths(said)).as(said).hasSize(2 * CAPTURED).allMatch(length -> length <= LARGEST_FRAME);
        }
    }

    private static long count(String said, String pattern) {
        return Pattern.compile(pattern).matcher(said).results().count();
    }

    /** Of the frames on the wire and those within. */
    private static List<Integer> lengths(String said) {
        return Pattern.compile(", ethertype \\S+ \\(\\S+\\), length (\\d+):")
                .matcher(said)
                .results()
                .map(result -> Integer.valueOf(result.group(1)))
                .toList();
    }

    private interface Transfer {
        void run() throws Exception;
    }

    /** What comes out of the first node's uplink, or goes in, while something is transferred. */
    private String captured(TwoNodes two, Transfer transfer) throws Exception {
        try (Capture capture = Capture.of(two.network, "worker-0", CAPTURED, folder.resolve("packets"))) {
            transfer.run();
            return capture.said();
        }
    }

    private static byte[] content(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static void stream(TwoNodes two, String address) throws Exception {
        byte[] sent = content(STREAM_BYTES);
        ByteBuffer received = ByteBuffer.allocate(STREAM_BYTES + 1);
        try (ExecutorService sender = Executors.newSingleThreadExecutor();
                SocketChannel client = two.pod0.namespace.call(SocketChannel::open)) {
            client.connect(new InetSocketAddress(InetAddress.getByName(address), TestPod.PORT));
            Future<?> sending = sender.submit(() -> {
                for (ByteBuffer left = ByteBuffer.wrap(sent); left.hasRemaining(); ) {
                    client.write(left);
                }
                client.shutdownOutput();
                return null;
            });
            try (SocketChannel server = two.pod1.server().accept()) {
                while (server.read(received) >= 0) {
                    // until the other side ends
                }
            }
            sending.get();
        }
        assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }

    private static void datagrams(TwoNodes two, String address) throws Exception {
        byte[] sent = content(DATAGRAM_BYTES);
        try (DatagramChannel receiver = two.pod1.namespace.call(
                        () -> DatagramChannel.open().bind(new InetSocketAddress("::", TestPod.PORT)));
                DatagramChannel client = two.pod0.namespace.call(DatagramChannel::open)) {
            ByteBuffer received = ByteBuffer.allocate(DATAGRAM_BYTES + 1);
            for (int i = 0; i < DATAGRAMS; i++) {
                client.send(ByteBuffer.wrap(sent), new InetSocketAddress(InetAddress.getByName(address), TestPod.PORT));
                receiver.receive(received.clear());
                assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
            }
        }
    }

    /** {@code TcpInCsumErrors 0}, and those of UDP, of both families. */
    private static List<String> counters(NetworkNamespace where) throws IOException {
        String table = TestNode.run(where, "nstat", "-asz", "TcpInCsumErrors", "UdpInCsumErrors", "Udp6InCsumErrors");
        List<String> counters = table.lines()
                .filter(line -> line.contains("InCsumErrors"))
                .map(line -> line.replaceFirst("\\s+", " ").replaceFirst("\\s+\\S*$", ""))
                .toList();
        assertThat(counters).hasSize(3);
        return counters;
    }
}
