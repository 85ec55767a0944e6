package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.flatnet.model.FabricMode;
import org.flatnet.pod.AttachRequest;
import org.flatnet.pod.Attached;
import org.flatnet.pod.PodAddress;
import org.flatnet.pod.PodNetwork;
import org.flatnet.pod.PodRepairs;
import org.flatnet.pod.Shape;
import org.flatnet.pod.Waiting;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.TestNode;

/** A node with two pods, of which one lies and the other is lied to. Frames of the one go to where it would see them. */
final class GuardedPods implements AutoCloseable {
    private static final int LIAR = 7;
    private static final int PEER = 8;

    final AttachMode mode;
    final TestNode node;
    /** The node's end of the liar's link. */
    final String link;

    final MacAddress mac;
    final MacAddress gateway;
    private final PodNetwork network;
    private final NetworkNamespace liar = NetworkNamespace.create();
    private final NetworkNamespace peer = NetworkNamespace.create();
    private final MacAddress peerMac;
    private final PacketSocket wire;
    private int sent;

    GuardedPods(AttachMode mode, Path folder) throws Exception {
        this.mode = mode;
        node = new TestNode("worker-0", folder, NodeSettings.of(FabricMode.NATIVE));
        ReconcilerGuard guard = new ReconcilerGuard(node.start());
        network = PodNetwork.open(node.namespace, "worker-0", guard, 1, PodRepairs.Listener.NONE, new Vitals());
        Attached attached = attach(LIAR, liar);
        peerMac = attach(PEER, peer).pod().mac();
        link = attached.host().name();
        mac = attached.pod().mac();
        gateway = (attached.bridge() == null ? attached.host() : attached.bridge()).mac();
        wire = PacketSocket.open(liar, "eth0");
    }

    private Attached attach(int number, NetworkNamespace pod) throws IOException {
        try (RouteSocket socket = RouteSocket.open(pod)) {
            socket.execute(LinkChange.of("lo").up().request());
        }
        List<PodAddress> addresses = List.of(
                new PodAddress(InterfaceAddress.parse("10.200.0." + number + "/24"), IpAddress.parse("10.200.0.1")),
                new PodAddress(InterfaceAddress.parse("fd00:1::" + number + "/64"), IpAddress.parse("fd00:1::1")));
        AttachmentId id = new AttachmentId("flatnet", "pod-" + number, "eth0");
        return network.attach(new AttachRequest(id, Shape.of(mode), addresses, List.of(), 0, null), pod);
    }

    /** The liar's own address. */
    IpAddress own(IpFamily family) {
        return address(family, LIAR);
    }

    IpAddress peer(IpFamily family) {
        return address(family, PEER);
    }

    /** An address of the pods' range. */
    static IpAddress address(IpFamily family, int number) {
        return IpAddress.parse((family == IpFamily.IPV4 ? "10.200.0." : "fd00:1::") + number);
    }

    /** Where the liar sends what is for the other pod. */
    MacAddress nextStation() {
        return mode == AttachMode.LAYER2 ? peerMac : gateway;
    }

    /** What no two frames have in common. */
    byte[] mark() {
        sent++;
        return ("mark " + sent + ".").getBytes(StandardCharsets.US_ASCII);
    }

    @FunctionalInterface
    interface Making {
        byte[] frame(byte[] mark);
    }

    /**
     * Sends a false frame and a true one after it: the true one arrives at the other pod, the false one was dropped by the
     * rule that is for such.
     *
     * @param rule as its comment calls it
     */
    void stops(String rule, Making lie, Making truth) throws IOException {
        try (PacketSocket there = PacketSocket.open(peer, "eth0")) {
            stops(there, rule, lie, truth);
        }
    }

    /** The same, of frames that never leave their segment. On isolated ports that is the node's end of it. */
    void stopsOnSegment(String rule, Making lie, Making truth) throws IOException {
        try (PacketSocket there = mode == AttachMode.LAYER2
                ? PacketSocket.open(peer, "eth0")
                : PacketSocket.open(node.namespace, Shape.BRIDGE)) {
            stops(there, rule, lie, truth);
        }
    }

    private void stops(PacketSocket there, String rule, Making lie, Making truth) throws IOException {
        byte[] falseMark = mark();
        byte[] trueMark = mark();
        long before = dropped(rule);
        wire.send(lie.frame(falseMark));
        wire.send(truth.frame(trueMark));
        byte[] received = there.receive();
        while (!contains(received, trueMark)) {
            assertThat(contains(received, falseMark))
                    .as("%s: a frame that should be stopped by the rule \"%s\" passed", mode, rule)
                    .isFalse();
            received = there.receive();
        }
        awaitDropped(rule, before + 1);
    }

    /** Frames may overtake each other between processors; what the rule has counted will never arrive. */
    private void awaitDropped(String rule, long packets) throws IOException {
        Waiting.until("a packet that the rule \"" + rule + "\" drops", () -> dropped(rule) >= packets);
        assertThat(dropped(rule)).as("%s: %s", mode, rule).isEqualTo(packets);
    }

    void send(byte[] frame) throws IOException {
        wire.send(frame);
    }

    private long dropped(String rule) throws IOException {
        String family = mode == AttachMode.ROUTED ? "inet" : "bridge";
        String chain = node.run("nft", "list", "chain", family, "flatnet", "guard-pods");
        Matcher counter = Pattern.compile(
                        "counter packets (\\d+) bytes \\d+ drop comment \"guard: " + Pattern.quote(rule) + "\"")
                .matcher(chain);
        assertThat(counter.find()).as("%s in %s", rule, chain).isTrue();
        return Long.parseLong(Objects.requireNonNull(counter.group(1)));
    }

    static boolean contains(byte[] frame, byte[] mark) {
        String text = new String(frame, StandardCharsets.ISO_8859_1);
        return text.contains(new String(mark, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        wire.close();
        network.close();
        liar.close();
        peer.close();
        node.close();
    }
}
