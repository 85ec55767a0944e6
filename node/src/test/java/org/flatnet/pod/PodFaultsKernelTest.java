package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Attachments that fail, meddling from outside, many at once, and restarts: nothing is left, nobody else is touched. */
@Tag("kernel")
class PodFaultsKernelTest {
    private static final AttachmentId A = new AttachmentId("flatnet", "a", "eth0");
    private static final AttachmentId B = new AttachmentId("flatnet", "b", "eth0");
    private static final Shape BRIDGE = Shape.of(AttachMode.BRIDGE);
    private static final Shape ROUTED = Shape.of(AttachMode.ROUTED);

    private static AttachRequest request(AttachmentId id, Shape shape, int host, PodRoute... routes) {
        List<PodAddress> addresses = List.of(
                new PodAddress(
                        InterfaceAddress.parse("10.200." + host / 200 + "." + (host % 200 + 2) + "/16"),
                        IpAddress.parse("10.200.0.1")),
                new PodAddress(InterfaceAddress.parse("fd00:1::" + (host + 2) + "/64"), IpAddress.parse("fd00:1::1")));
        return new AttachRequest(id, shape, addresses, List.of(routes), 0, null);
    }

    /** Remembers which links are guarded, and fails when told to. */
    private static final class RecordingGuard implements PodGuard {
        private final Set<String> guarded = ConcurrentHashMap.newKeySet();
        private boolean refuses;

        @Override
        public void prepare(Port port) throws IOException {
            if (refuses) {
                throw new IOException("the guard refuses");
            }
            guarded.add(port.hostLink());
        }

        @Override
        public void remove(Collection<String> hostLinks) {
            guarded.removeAll(hostLinks);
        }
    }

    private final RecordingGuard guard = new RecordingGuard();

    /** The bridge is there already, as after the first pod, so that what is compared is the failed attachment alone. */
    private TestNode node() throws IOException {
        TestNode node = TestNode.create(guard);
        node.network()
                .prepareBridge(
                        List.of(InterfaceAddress.parse("10.200.0.1/16"), InterfaceAddress.parse("fd00:1::1/64")));
        return node;
    }

    /** With a pod, so that the bridge has a carrier and stays as it is whatever else comes and goes. */
    private TestNode nodeWithPod() throws IOException {
        TestNode node = node();
        node.network().attach(request(new AttachmentId("flatnet", "standing", "eth0"), BRIDGE, 180), node.pod());
        return node;
    }

    private void failsWithoutTrace(TestNode node, NetworkNamespace pod, ThrowingCallable attach, String message)
            throws IOException {
        String nodeBefore = TestNode.everything(node.namespace());
        String podBefore = TestNode.everything(pod);
        Set<String> guardedBefore = Set.copyOf(guard.guarded);
        assertThatThrownBy(attach).isInstanceOf(IOException.class).hasMessageContaining(message);
        assertThat(TestNode.everything(node.namespace())).isEqualTo(nodeBefore);
        assertThat(TestNode.everything(pod)).isEqualTo(podBefore);
        assertThat(guard.guarded).isEqualTo(guardedBefore);
    }

    @Test
    void aGuardThatRefusesLeavesNothing() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            guard.refuses = true;
            failsWithoutTrace(node, pod, () -> node.network().attach(request(A, BRIDGE, 7), pod), "the guard refuses");
        }
    }

    @Test
    void aBridgeOfAnotherKindLeavesNothing() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            TestNode.run(node.namespace(), "ip", "link", "add", "cni0", "type", "veth");
            Shape onDummy = Shape.Bridged.reference("cni0", true, true, false, false, false, false, false, false);
            failsWithoutTrace(
                    node,
                    pod,
                    () -> node.network().attach(request(A, onDummy, 7), pod),
                    "the node's link cni0 is a veth, not a bridge");
        }
    }

    @Test
    void anInterfaceThatIsThereStaysAsItIs() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            TestNode.run(pod, "ip", "link", "add", "eth0", "type", "bridge");
            failsWithoutTrace(
                    node,
                    pod,
                    () -> node.network().attach(request(A, BRIDGE, 7), pod),
                    "the pod has an interface eth0 already");
        }
    }

    @Test
    void anAttachmentThatIsThereStaysAsItIs() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, BRIDGE, 7), pod);
            NetworkNamespace again = node.pod();
            String before = TestNode.everything(pod);
            assertThatThrownBy(() -> node.network().attach(request(A, BRIDGE, 8), again))
                    .isInstanceOfSatisfying(
                            PodException.class, e -> assertThat(e.kind()).isEqualTo(PodException.Kind.EXISTS))
                    .hasMessageContaining("of this very attachment");
            assertThat(TestNode.everything(pod)).isEqualTo(before);
            assertThat(guard.guarded).contains(PodNames.hostLink(A));
            assertThat(node.network().check(request(A, BRIDGE, 7), pod)).isEmpty();
        }
    }

    @Test
    void aForeignLinkOfTheNameStaysAsItIs() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            String name = PodNames.hostLink(A);
            TestNode.run(node.namespace(), "ip", "link", "add", name, "type", "bridge");
            TestNode.run(node.namespace(), "ip", "link", "set", name, "alias", "mine");
            failsWithoutTrace(
                    node, pod, () -> node.network().attach(request(A, BRIDGE, 7), pod), "with the alias mine");
            node.network().detach(A);
            assertThat(PodNetworkKernelTest.interfaces(node.namespace())).contains(name);
        }
    }

    @Test
    void aRouteThatThePodRefusesLeavesNothing() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            TestNode.run(pod, "ip", "link", "add", "other", "type", "bridge");
            TestNode.run(pod, "ip", "link", "set", "other", "up");
            TestNode.run(pod, "ip", "route", "add", "default", "dev", "other");
            for (AttachMode mode : AttachMode.values()) {
                failsWithoutTrace(
                        node,
                        pod,
                        () -> node.network().attach(request(A, Shape.of(mode), 7), pod),
                        "the pod has a route to 0.0.0.0/0 by its interface other already");
            }
        }
    }

    @Test
    void aGatewayThatCannotBeReachedLeavesNothing() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            PodRoute unreachable = new PodRoute(Cidr.parse("192.0.2.0/24"), IpAddress.parse("198.51.100.1"));
            failsWithoutTrace(
                    node,
                    pod,
                    () -> node.network().attach(request(A, Shape.of(AttachMode.LAYER2), 7, unreachable), pod),
                    "add route 192.0.2.0/24");
        }
    }

    @Test
    void aLinkTooNarrowForIpv6CarriesIpv4AndTakesIpv6FromNobody() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            failsWithoutTrace(
                    node,
                    pod,
                    () -> node.network().attach(narrow(BRIDGE), pod),
                    "the MTU 600 would take IPv6 away from the bridge flatnet0");
            node.network().attach(narrow(ROUTED), pod);
            assertThat(node.network().check(narrow(ROUTED), pod)).isEmpty();
            Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.9"));
        }
    }

    private static AttachRequest narrow(Shape shape) {
        PodAddress address = new PodAddress(InterfaceAddress.parse("10.200.0.9/16"), IpAddress.parse("10.200.0.1"));
        return new AttachRequest(A, shape, List.of(address), List.of(), 600, null);
    }

    @Test
    void aRouteThatTheNodeRefusesLeavesNothing() throws Exception {
        try (TestNode node = nodeWithPod()) {
            NetworkNamespace pod = node.pod();
            TestNode.run(node.namespace(), "ip", "link", "add", "other", "type", "bridge");
            TestNode.run(node.namespace(), "ip", "link", "set", "other", "up");
            TestNode.run(node.namespace(), "ip", "route", "add", "10.200.0.9/32", "dev", "other");
            failsWithoutTrace(
                    node, pod, () -> node.network().attach(request(A, ROUTED, 7), pod), "add route 10.200.0.9/32");
        }
    }

    @Test
    void aPodThatIsGoneWhileItIsAttachedLeavesNothing() throws Exception {
        try (TestNode node = node()) {
            // The namespace lives as long as the caller holds it; with it go both ends, on the kernel's own time.
            try (NetworkNamespace pod = NetworkNamespace.create()) {
                node.network().attach(request(A, BRIDGE, 7), pod);
            }
            Waiting.until("no links", () -> node.network().links().isEmpty());
            node.network().detach(A);
            assertThat(guard.guarded).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(AttachMode.class)
    void manyAtOnceLeaveNothing(AttachMode mode) throws Exception {
        long seed = System.nanoTime();
        try (TestNode node = node();
                ExecutorService callers = Executors.newFixedThreadPool(30)) {
            String before = links(node);
            List<AttachmentId> ids = new ArrayList<>();
            List<Future<?>> attached = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                AttachmentId id = new AttachmentId("flatnet", "pod-" + i, "eth0");
                NetworkNamespace pod = node.pod();
                int host = i;
                ids.add(id);
                attached.add(callers.submit(() -> node.network().attach(request(id, Shape.of(mode), host), pod)));
            }
            for (Future<?> future : attached) {
                future.get();
            }
            assertThat(node.network().links()).extracting(PodLink::owner).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(node.network().links())
                    .allSatisfy(pod -> assertThat(pod.addresses()).hasSize(2));
            Collections.shuffle(ids, new Random(seed));
            List<Future<?>> detached = new ArrayList<>();
            for (AttachmentId id : ids) {
                detached.add(callers.submit(() -> {
                    node.network().detach(id);
                    return id;
                }));
            }
            for (Future<?> future : detached) {
                future.get();
            }
            assertThat(links(node)).as("seed %d", seed).isEqualTo(before);
            assertThat(node.network().links()).isEmpty();
            assertThat(guard.guarded).isEmpty();
        }
    }

    @Test
    void attachAndDetachInAnyOrderAtOnce() throws Exception {
        long seed = System.nanoTime();
        List<Shape> modes = Stream.of(AttachMode.values()).map(Shape::of).toList();
        Random random = new Random(seed);
        try (TestNode node = node();
                ExecutorService callers = Executors.newFixedThreadPool(16)) {
            String before = links(node);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                AttachmentId id = new AttachmentId("flatnet", "pod-" + i, "eth0");
                NetworkNamespace pod = node.pod();
                Shape shape = modes.get(random.nextInt(modes.size()));
                AttachRequest request = request(id, shape, i);
                boolean twice = random.nextBoolean();
                calls.add(callers.submit(() -> {
                    for (int round = 0; round < 3; round++) {
                        node.network().attach(request, pod);
                        assertThat(node.network().check(request, pod)).isEmpty();
                        node.network().detach(id);
                        if (twice) {
                            node.network().detach(id);
                        }
                    }
                    return id;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            assertThat(links(node)).as("seed %d", seed).isEqualTo(before);
        }
    }

    @Test
    void detachFindsWhatIsLeft() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            node.network().detach(A);
            Attached attached = node.network().attach(request(A, BRIDGE, 7), pod);
            TestNode.run(node.namespace(), "ip", "link", "del", attached.host().name());
            node.network().detach(A);
            node.network().attach(request(A, BRIDGE, 7), pod);
            node.network().attach(request(B, BRIDGE, 8), node.pod());
            node.network().detach(List.of(A, A));
            assertThat(node.network().links()).extracting(PodLink::owner).containsExactly(B);
        }
    }

    /** What an agent leaves that is killed right after the kernel made the link. */
    @Test
    void aLinkThatWasNotYetMarkedIsDeletedAsWell() throws Exception {
        try (TestNode node = node()) {
            String mac = PodNames.hostMac(A).toString();
            String name = PodNames.hostLink(A);
            TestNode.run(node.namespace(), "ip", "link", "add", name, "address", mac, "type", "veth");
            NetworkNamespace pod = node.pod();
            assertThatThrownBy(() -> node.network().attach(request(A, BRIDGE, 7), pod))
                    .hasMessageContaining("of this very attachment");
            node.network().detach(A);
            node.network().attach(request(A, BRIDGE, 7), pod);
        }
    }

    @Test
    void aLinkThatWasRenamedIsNamedBackAndDeletedUnderAnyName() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            String name =
                    node.network().attach(request(A, ROUTED, 7), pod).host().name();
            TestNode.run(node.namespace(), "ip", "link", "set", name, "name", "stranger");
            Waiting.until(
                    "the old name",
                    () -> PodNetworkKernelTest.interfaces(node.namespace()).contains(name));
            // With its place taken it keeps the strange name.
            node.network().close();
            TestNode.run(node.namespace(), "ip", "link", "set", name, "name", "stranger");
            TestNode.run(node.namespace(), "ip", "link", "add", name, "type", "bridge");
            node.reopen(guard);
            node.network().detach(A);
            assertThat(PodNetworkKernelTest.interfaces(pod)).containsExactly("lo");
        }
    }

    @Test
    void aBridgeThatWasDeletedComesBackWithItsPorts() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace one = node.pod();
            NetworkNamespace other = node.pod();
            node.network().attach(request(A, BRIDGE, 7), one);
            node.network().attach(request(B, BRIDGE, 8), other);
            TestNode.run(node.namespace(), "ip", "link", "del", "flatnet0");
            Waiting.until(
                    "all is right",
                    () -> node.network().check(request(A, BRIDGE, 7), one).isEmpty()
                            && node.network()
                                    .check(request(B, BRIDGE, 8), other)
                                    .isEmpty());
            Traffic.udp(one, other, IpAddress.parse("10.200.0.10"));
            Traffic.udp(node.namespace(), one, IpAddress.parse("fd00:1::9"));
            assertThat(node.network().repairs().total()).isPositive();
        }
    }

    @Test
    void aBridgeThatWasChangedIsPutRight() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            String name =
                    node.network().attach(request(A, BRIDGE, 7), pod).host().name();
            for (String meddling : List.of(
                    "link set flatnet0 down",
                    "address del 10.200.0.1/16 dev flatnet0",
                    "link set flatnet0 name stranger",
                    "link set " + name + " nomaster")) {
                long before = node.network().repairs().total();
                List<String> command = new ArrayList<>(List.of("ip"));
                command.addAll(List.of(meddling.split(" ", -1)));
                TestNode.run(node.namespace(), command.toArray(new String[0]));
                Waiting.until(meddling, () -> node.network().repairs().total() > before);
                Waiting.until(
                        meddling,
                        () -> node.network().check(request(A, BRIDGE, 7), pod).isEmpty());
                Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.9"));
            }
            assertThat(PodNetworkKernelTest.interfaces(node.namespace())).doesNotContain("stranger");
        }
    }

    static Stream<Shape> routedShapes() {
        return Stream.of(ROUTED, new Shape.Routed(true));
    }

    /** With the link its routes and the pod's hardware address are gone, of both families. */
    @ParameterizedTest
    @MethodSource("routedShapes")
    void aRoutedPodWhoseLinkIsSetDownIsReachedAgain(Shape shape) throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            String name =
                    node.network().attach(request(A, shape, 7), pod).host().name();
            for (int round = 0; round < 2; round++) {
                long before = node.network().repairs().total();
                TestNode.run(node.namespace(), "ip", "link", "set", name, "down");
                Waiting.until(
                        "the link to be up", () -> node.network().repairs().total() > before);
                isWholeAndReached(node, pod, shape);
                // The next agent knows the pod by what the kernel holds alone.
                node.restart(PodGuard.NONE).adopt();
            }
        }
    }

    /** Of what an agent made of it the node holds nothing any more, but for the link. */
    @ParameterizedTest
    @MethodSource("routedShapes")
    void aRoutedPodWhoseLinkWasSetDownWhileNoAgentWasThereIsReachedAgain(Shape shape) throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            String name =
                    node.network().attach(request(A, shape, 7), pod).host().name();
            node.network().close();
            TestNode.run(node.namespace(), "ip", "link", "set", name, "down");
            assertThat(node.reopen(guard).adopt()).singleElement().matches(PodLink::isRouted);
            isWholeAndReached(node, pod, shape);

            node.network().close();
            TestNode.run(node.namespace(), "ip", "link", "set", name, "down");
            TestNode.run(node.namespace(), "ip", "link", "set", name, "up");
            assertThat(node.reopen(guard).adopt()).singleElement().matches(PodLink::isRouted);
            isWholeAndReached(node, pod, shape);
        }
    }

    private static void isWholeAndReached(TestNode node, NetworkNamespace pod, Shape shape) throws Exception {
        assertThat(node.network().check(request(A, shape, 7), pod)).isEmpty();
        Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.9"));
        Traffic.udp(node.namespace(), pod, IpAddress.parse("fd00:1::9"));
    }

    @Test
    void aLinkThatWasRenamedWhileNoAgentWasThereIsNamedBack() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            String name =
                    node.network().attach(request(A, BRIDGE, 7), pod).host().name();
            node.network().close();
            TestNode.run(node.namespace(), "ip", "link", "set", name, "down", "name", "stranger");
            assertThat(node.reopen(guard).adopt()).extracting(PodLink::hostLink).containsExactly(name);
            isWholeAndReached(node, pod, BRIDGE);
        }
    }

    @Test
    void aRestartFindsEverythingAgain() throws Exception {
        AttachmentId other = new AttachmentId("my-bridge", "a", "net1");
        AttachmentId lengthy = new AttachmentId("n".repeat(250), "c".repeat(300), "eth0");
        try (TestNode node = node()) {
            NetworkNamespace one = node.pod();
            NetworkNamespace two = node.pod();
            node.network().attach(request(A, BRIDGE, 7), one);
            node.network().attach(request(B, ROUTED, 8), two);
            Shape reference = Shape.Bridged.reference("cni0", true, true, false, true, false, false, false, false);
            AttachRequest third = new AttachRequest(
                    other,
                    reference,
                    List.of(new PodAddress(InterfaceAddress.parse("10.9.0.7/24"), IpAddress.parse("10.9.0.1"))),
                    List.of(new PodRoute(Cidr.parse("10.8.0.0/16"), null)),
                    0,
                    null);
            NetworkNamespace three = node.pod();
            node.network().attach(third, three);
            node.network().attach(request(lengthy, ROUTED, 9), node.pod());
            String before = TestNode.everything(node.namespace());

            PodNetwork restarted = node.restart(guard);
            List<PodLink> adopted = restarted.adopt();
            assertThat(TestNode.everything(node.namespace())).isEqualTo(before);
            assertThat(adopted)
                    .extracting(PodLink::owner)
                    .containsExactlyInAnyOrder(A, B, other, PodNames.shortened(lengthy));
            PodLink first =
                    adopted.stream().filter(pod -> pod.isOf(A)).findFirst().orElseThrow();
            assertThat(first.hostLink()).isEqualTo(PodNames.hostLink(A));
            assertThat(first.podMac()).isEqualTo(PodNames.podMac(A));
            assertThat(first.addresses())
                    .containsExactlyInAnyOrder(
                            InterfaceAddress.parse("10.200.0.9/32"), InterfaceAddress.parse("fd00:1::9/128"));

            TestNode.run(node.namespace(), "ip", "link", "del", "flatnet0");
            Waiting.until(
                    "all is right",
                    () -> restarted.check(request(A, BRIDGE, 7), one).isEmpty());
            assertThat(restarted.check(request(B, ROUTED, 8), two)).isEmpty();
            assertThat(restarted.check(third, three)).isEmpty();
            restarted.detach(List.of(A, B, other, lengthy));
            assertThat(restarted.links()).isEmpty();
        }
    }

    @Test
    void portsThatLostTheirBridgeWhileNoAgentWasThereGetItBack() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, BRIDGE, 7), pod);
            node.network().close();
            TestNode.run(node.namespace(), "ip", "link", "del", "flatnet0");
            PodNetwork restarted = node.reopen(guard);
            assertThat(restarted.adopt()).singleElement().matches(link -> !link.isRouted());
            restarted.prepareBridge(
                    List.of(InterfaceAddress.parse("10.200.0.1/16"), InterfaceAddress.parse("fd00:1::1/64")));
            assertThat(restarted.check(request(A, BRIDGE, 7), pod)).isEmpty();
            Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.9"));
        }
    }

    private static final List<InterfaceAddress> NEXT_GATEWAYS =
            List.of(InterfaceAddress.parse("10.201.0.1/16"), InterfaceAddress.parse("fd00:2::1/64"));

    private static String addresses(TestNode node) throws IOException {
        return TestNode.run(node.namespace(), "ip", "address", "show", "dev", "flatnet0", "scope", "global");
    }

    @Test
    void gatewaysOfAnEarlierRangeGoWithItsLastPod() throws Exception {
        try (TestNode node = node()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, BRIDGE, 7), pod);
            node.network().attach(request(B, BRIDGE, 8), node.pod());
            TestNode.run(node.namespace(), "ip", "address", "add", "198.51.100.1/24", "dev", "flatnet0");
            node.network().prepareBridge(NEXT_GATEWAYS);
            node.network().detach(B);
            isWholeAndReached(node, pod, BRIDGE);

            PodNetwork restarted = node.restart(guard);
            restarted.adopt();
            restarted.prepareBridge(NEXT_GATEWAYS);
            isWholeAndReached(node, pod, BRIDGE);
            assertThat(addresses(node)).contains("10.200.0.1/16", "fd00:1::1/64", "10.201.0.1/16", "fd00:2::1/64");

            restarted.detach(A);
            assertThat(addresses(node))
                    .contains("10.201.0.1/16", "fd00:2::1/64")
                    .doesNotContain("10.200.0.1", "fd00:1::1")
                    .as("someone's")
                    .contains("198.51.100.1/24");
            assertThat(restarted.repairs().total()).isZero();
        }
    }

    /** As after a change of the range and back. */
    @Test
    void aGatewayThatWasRetiredComesBackWithItsRange() throws Exception {
        try (TestNode node = node()) {
            node.network().prepareBridge(NEXT_GATEWAYS);
            assertThat(addresses(node)).doesNotContain("10.200.0.1", "fd00:1::1");
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, BRIDGE, 7), pod);
            isWholeAndReached(node, pod, BRIDGE);
            node.network().detach(A);
            assertThat(addresses(node)).doesNotContain("10.200.0.1", "fd00:1::1");
        }
    }

    /** A range that changes under many calls takes no gateway from a pod that has just been made. */
    @Test
    void aPodThatIsMadeWhileItsRangeGoesKeepsItsGateway() throws Exception {
        List<InterfaceAddress> own =
                List.of(InterfaceAddress.parse("10.200.0.1/16"), InterfaceAddress.parse("fd00:1::1/64"));
        try (TestNode node = node();
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                AttachRequest request = request(new AttachmentId("flatnet", "pod-" + i, "eth0"), BRIDGE, i);
                NetworkNamespace pod = node.pod();
                calls.add(callers.submit(() -> {
                    for (int round = 0; round < 20; round++) {
                        node.network().attach(request, pod);
                        assertThat(node.network().check(request, pod)).isEmpty();
                        node.network().detach(request.id());
                    }
                    return request;
                }));
            }
            calls.add(callers.submit(() -> {
                for (int round = 0; round < 50; round++) {
                    node.network().prepareBridge(round % 2 == 0 ? NEXT_GATEWAYS : own);
                }
                return own;
            }));
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void othersLinksAreNotTaken() throws Exception {
        try (TestNode node = node()) {
            String alias = PodNames.alias(A);
            TestNode.run(node.namespace(), "ip", "link", "add", "imposter", "type", "bridge");
            TestNode.run(node.namespace(), "ip", "link", "set", "imposter", "alias", alias);
            assertThat(node.network().links()).isEmpty();
            node.network().detach(A);
            assertThat(PodNetworkKernelTest.interfaces(node.namespace())).contains("imposter");
        }
    }

    @Test
    void namesThatAreOddButAllowedWork() throws Exception {
        try (TestNode node = node()) {
            for (String name : List.of("a.b", "-x", "e#1!", "ünïx")) {
                AttachmentId id = new AttachmentId("flatnet", "a", name);
                NetworkNamespace pod = node.pod();
                AttachRequest request = request(id, BRIDGE, 7);
                node.network().attach(request, pod);
                assertThat(node.network().check(request, pod)).isEmpty();
                assertThat(pod.call(() -> Sysctl.read("net/ipv6/conf/" + name + "/accept_ra")))
                        .isEqualTo("0");
                node.network().detach(id);
            }
        }
    }

    @Test
    void aClosedNetworkSaysSo() throws Exception {
        try (TestNode node = node()) {
            PodNetwork network = node.network();
            node.restart(guard);
            assertThatThrownBy(() -> network.detach(A)).isInstanceOfAny(IOException.class, IllegalStateException.class);
            assertThatThrownBy(() -> network.attach(request(A, BRIDGE, 7), node.pod()))
                    .isNotInstanceOf(KernelException.class);
        }
    }

    private static String links(TestNode node) throws IOException {
        return new TreeSet<>(PodNetworkKernelTest.interfaces(node.namespace())).toString();
    }
}
