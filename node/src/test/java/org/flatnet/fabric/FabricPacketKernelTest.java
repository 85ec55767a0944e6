package org.flatnet.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.flatnet.model.FabricMode;
import org.flatnet.pod.Waiting;
import org.flatnet.reconcile.Reconciler;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets between pods of two nodes, over every fabric, on a network that knows no pod address. */
@Tag("kernel")
class FabricPacketKernelTest {
    @TempDir
    private Path folder;

    /** The four ways, with no address changed. */
    private static void podsSeeEachOther(TwoNodes two) throws Exception {
        assertThat(two.pod0.seenBy(two.pod1.server(), two.pod1.ipv4)).isEqualTo(two.pod0.ipv4);
        assertThat(two.pod1.seenBy(two.pod0.server(), two.pod0.ipv4)).isEqualTo(two.pod1.ipv4);
        assertThat(two.pod0.seenBy(two.pod1.server(), two.pod1.ipv6)).isEqualTo("fd00:200:0:0:0:0:0:2");
        assertThat(two.pod1.seenBy(two.pod0.server(), two.pod0.ipv6)).isEqualTo("fd00:200:0:1:0:0:0:2");
        assertThat(TestPod.connects(two.node0.namespace, "0.0.0.0", two.pod1.ipv4))
                .isTrue();
        assertThat(TestPod.connects(two.node1.namespace, "::", two.pod0.ipv6)).isTrue();
    }

    @Test
    void natively() throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.NATIVE, true)) {
            podsSeeEachOther(two);
            try (ServerSocketChannel server = TestPod.serve(two.node1.namespace)) {
                assertThat(two.pod0.seenBy(server, "10.0.1.21"))
                        .as("a native node")
                        .isEqualTo(two.pod0.ipv4);
            }
        }
    }

    @Test
    void inVxlanAcrossSubnets() throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.VXLAN, false)) {
            podsSeeEachOther(two);
            largestPacket(two, 1450);
            try (ServerSocketChannel server = TestPod.serve(two.node1.namespace)) {
                assertThat(two.pod0.seenBy(server, "10.0.2.21"))
                        .as("a node by overlay")
                        .isEqualTo("10.0.1.20");
            }
            // worker-1 no longer knows of worker-0, which still sends.
            two.node1.remove("worker-0");
            assertThat(TestPod.connects(two.pod0.namespace, two.pod0.ipv4, two.pod1.ipv4))
                    .isFalse();
            assertThat(two.node1.run("nft", "list", "chain", "inet", "flatnet", "guard-vxlan"))
                    .containsPattern("vxlan-peers-ipv4 counter packets [1-9]");
        }
    }

    /** A packet of that size arrives; the node answers a larger one, of a pod with a larger MTU, with the right size. */
    private static void largestPacket(TwoNodes two, int bytes) throws Exception {
        int headers = 28;
        try (DatagramChannel receiver =
                two.pod1.namespace.call(() -> DatagramChannel.open().bind(new InetSocketAddress("::", TestPod.PORT)))) {
            two.pod0.sendWhole(two.pod1.ipv4, bytes - headers);
            ByteBuffer received = ByteBuffer.allocate(bytes);
            receiver.receive(received);
            assertThat(received.position()).isEqualTo(bytes - headers);
        }
        two.pod0.sendWhole(two.pod1.ipv4, bytes - headers + 1);
        assertThat(TestNode.run(two.pod0.namespace, "ip", "route", "get", two.pod1.ipv4))
                .contains("mtu " + bytes);
    }

    /** The pods keep their MTU: their node tells them what has become too large. A larger one is for new pods. */
    @ParameterizedTest
    @EnumSource(
            value = FabricMode.class,
            names = {"NATIVE", "VXLAN"})
    void anUplinkThatShrinksOrGrowsIsFollowedUnderRunningPods(FabricMode mode) throws Exception {
        int overhead = mode == FabricMode.VXLAN ? Self.VXLAN_OVERHEAD_IPV4 : 0;
        try (TwoNodes two = new TwoNodes(folder, mode, true)) {
            for (int uplink : List.of(1400, 1300)) {
                setMtu(two.node0, uplink, overhead);
                largestPacket(two, uplink - overhead);
            }
            setMtu(two.node0, 1500, overhead);
            assertThat(TestNode.run(two.pod0.namespace, "ip", "link", "show", "eth0"))
                    .contains("mtu 1500");
        }
    }

    /** Waits until the node knows it, for new pods and its own device. */
    private static void setMtu(TestNode node, int uplink, int overhead) throws Exception {
        node.run("ip", "link", "set", "eth0", "mtu", String.valueOf(uplink));
        Reconciler reconciler = node.reconciler();
        Waiting.until(
                "new pods have the MTU", () -> reconciler.self().podMtu(reconciler.cluster()) == uplink - overhead);
        if (overhead > 0) {
            Waiting.until(
                    "the device has the MTU",
                    () -> node.run("ip", "link", "show", FabricFeature.DEVICE).contains("mtu " + (uplink - overhead)));
        }
    }

    @Test
    void acrossSubnetsWhereItMust() throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.CROSS_SUBNET, false)) {
            podsSeeEachOther(two);
            assertThat(two.node0.run("ip", "route", "show", "proto", "70")).contains("dev flatnet-vxlan");
        }
    }

    @Test
    void nativelyWhereItCan() throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.CROSS_SUBNET, true)) {
            podsSeeEachOther(two);
            assertThat(two.node0.run("ip", "route", "show", "proto", "70")).doesNotContain("flatnet-vxlan");
        }
    }

    @Test
    void podsGoOutWithTheirNodesAddressAndNobodyElses() throws Exception {
        try (TwoNodes two = new TwoNodes(folder, FabricMode.VXLAN, false)) {
            try (ServerSocketChannel outside = TestPod.serve(two.network)) {
                assertThat(two.pod0.seenBy(outside, "203.0.113.10")).isEqualTo("10.0.1.20");
                assertThat(two.pod0.seenBy(outside, "fd00:2::1")).isEqualTo("fd00:1:0:0:0:0:0:20");
            }
            try (ServerSocketChannel own = TestPod.serve(two.node0.namespace)) {
                assertThat(two.pod0.seenBy(own, "10.0.1.20")).as("its own node").isEqualTo(two.pod0.ipv4);
            }
            TestNode.run(two.pod0.namespace, "ip", "addr", "add", "10.200.0.3/32", "dev", "eth0");
            try (ServerSocketChannel _ = TestPod.serve(two.network)) {
                assertThat(TestPod.connects(two.pod0.namespace, two.pod0.ipv4, "203.0.113.10"))
                        .isTrue();
                assertThat(TestPod.connects(two.pod0.namespace, "10.200.0.3", "203.0.113.10"))
                        .isFalse();
            }
            assertThat(two.node0.run("nft", "list", "chain", "inet", "flatnet", "guard-pods"))
                    .containsPattern("counter packets [1-9].*not the pod's IPv4 address");
        }
    }
}
