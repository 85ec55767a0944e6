package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody takes from the node's side of a pod, or changes there, comes back at once and is counted. */
@Tag("kernel")
class PodRepairKernelTest {
    private static final AttachmentId A = new AttachmentId("flatnet", "a", "eth0");
    private static final Shape ROUTED = Shape.of(AttachMode.ROUTED);
    private static final Shape PTP = new Shape.Routed(true);

    private static AttachRequest request(AttachmentId id, Shape shape, int host) {
        List<PodAddress> addresses = List.of(
                new PodAddress(InterfaceAddress.parse("10.200.0." + host + "/24"), IpAddress.parse("10.200.0.1")),
                new PodAddress(InterfaceAddress.parse("fd00:1::" + host + "/64"), IpAddress.parse("fd00:1::1")));
        return new AttachRequest(id, shape, addresses, List.of(), 1400, null);
    }

    private static AttachmentId id(int host) {
        return new AttachmentId("flatnet", "pod-" + host, "eth0");
    }

    static Stream<Shape> routedShapes() {
        return Stream.of(ROUTED, PTP);
    }

    @ParameterizedTest
    @MethodSource("routedShapes")
    void theWayToARoutedPodComesBack(Shape shape) throws Exception {
        List<String> meddling = new ArrayList<>(List.of(
                "ip route flush proto 70",
                "ip -6 route flush proto 70",
                "ip route del 10.200.0.7",
                "ip -6 route del fd00:1::7",
                "ip route replace 10.200.0.7 dev uplink",
                "ip route replace 10.200.0.7 dev uplink proto 70",
                "ip -6 route replace fd00:1::7 dev uplink metric 1024",
                "ip -6 route replace unreachable fd00:1::7 metric 1024 proto 70",
                "ip neigh del 10.200.0.7 dev LINK",
                "ip neigh replace 10.200.0.7 lladdr 02:00:00:00:00:01 dev LINK nud permanent",
                "ip -6 neigh replace fd00:1::7 lladdr 02:00:00:00:00:01 dev LINK nud reachable",
                "ip link set LINK alias stranger",
                "ip link set LINK mtu 1280",
                "ip link set LINK down"));
        if (shape.equals(PTP)) {
            meddling.addAll(List.of(
                    "ip address del 10.200.0.1/32 dev LINK",
                    "ip address del fd00:1::1/128 dev LINK",
                    "ip address flush dev LINK"));
        }
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, shape, 7), pod);
            for (String command : meddling) {
                comesRightAfter(command, node, pod, shape);
            }
            // The next agent knows the pod by what the kernel holds alone.
            node.restart(PodGuard.NONE).adopt();
            assertThat(node.network().repairs().total()).isZero();
            for (String command : meddling) {
                comesRightAfter(command, node, pod, shape);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BRIDGE", "LAYER2"})
    void thePortOfABridgeComesBack(AttachMode mode) throws Exception {
        String other = mode == AttachMode.BRIDGE ? "isolated off" : "isolated on";
        Shape shape = Shape.of(mode);
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, shape, 7), pod);
            for (String command : List.of(
                    "ip link set LINK type bridge_slave " + other,
                    "bridge link set dev LINK " + other,
                    "bridge link set dev LINK hairpin " + (mode == AttachMode.BRIDGE ? "on" : "off"),
                    "ip link set LINK mtu 1300",
                    "ip link set LINK nomaster")) {
                comesRightAfter(command, node, pod, shape);
            }
        }
    }

    private static void comesRightAfter(String command, TestNode node, NetworkNamespace pod, Shape shape)
            throws Exception {
        long before = node.network().repairs().total();
        String link = PodNames.hostLink(A);
        TestNode.run(node.namespace(), command.replace("LINK", link).split(" ", -1));
        Waiting.until(command, () -> node.network().repairs().total() > before);
        AttachRequest asked = request(A, shape, 7);
        Waiting.until(command, () -> node.network().check(asked, pod).isEmpty());
        assertThat(node.network().repairs().lastLink()).isIn(link, Shape.BRIDGE);
        Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.7"));
        Traffic.udp(node.namespace(), pod, IpAddress.parse("fd00:1::7"));
    }

    /** A route of somebody else that is not in the place of ours is none of our business. */
    @Test
    void othersRoutesStay() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, ROUTED, 7), pod);
            TestNode.run(node.namespace(), "ip", "route", "add", "10.200.0.7", "dev", "uplink", "metric", "50");
            TestNode.run(node.namespace(), "ip", "route", "add", "10.200.0.8", "dev", "uplink");
            comesRightAfter("ip route del 10.200.0.7 proto 70", node, pod, ROUTED);
            assertThat(TestNode.run(node.namespace(), "ip", "route"))
                    .contains("10.200.0.7 dev uplink scope link metric 50", "10.200.0.8 dev uplink");
            assertThat(node.network().repairs().total()).isOne();
        }
    }

    /** Nothing is lost of a pod that is made while somebody flushes, and nothing comes back of one that goes. */
    @ParameterizedTest
    @MethodSource("routedShapes")
    void routesAreFlushedWhilePodsComeAndGo(Shape shape) throws Exception {
        try (TestNode node = TestNode.create();
                ExecutorService threads = Executors.newCachedThreadPool()) {
            AtomicBoolean over = new AtomicBoolean();
            Future<?> meddler = threads.submit(() -> {
                while (!over.get()) {
                    flush(node);
                }
            });
            List<AttachRequest> requests = new ArrayList<>();
            List<NetworkNamespace> pods = new ArrayList<>();
            List<Future<?>> calls = new ArrayList<>();
            for (int host = 10; host < 14; host++) {
                AttachRequest request = request(id(host), shape, host);
                NetworkNamespace pod = node.pod();
                requests.add(request);
                pods.add(pod);
                calls.add(threads.submit(() -> {
                    for (int round = 0; round < 15; round++) {
                        node.network().attach(request, pod);
                        node.network().detach(request.id());
                    }
                    return node.network().attach(request, pod);
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            over.set(true);
            meddler.get();
            for (int i = 0; i < requests.size(); i++) {
                AttachRequest request = requests.get(i);
                NetworkNamespace pod = pods.get(i);
                Waiting.until(
                        "the way to " + request.id(),
                        () -> node.network().check(request, pod).isEmpty());
            }
            node.network().detach(requests.stream().map(AttachRequest::id).toList());
            assertThat(TestNode.run(node.namespace(), "ip", "route", "show", "proto", "70")
                            + TestNode.run(node.namespace(), "ip", "-6", "route", "show", "proto", "70"))
                    .isEmpty();
        }
    }

    /** What goes meanwhile of what it has listed makes it fail. */
    private static void flush(TestNode node) {
        for (String family : List.of("-4", "-6")) {
            try {
                TestNode.run(node.namespace(), "ip", family, "route", "flush", "proto", "70");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("No such");
            }
        }
    }
}
