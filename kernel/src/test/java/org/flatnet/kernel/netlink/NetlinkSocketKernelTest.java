package org.flatnet.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests, dumps and notifications against the kernel, with hand-made link messages in namespaces of the test's own. */
@Tag("kernel")
class NetlinkSocketKernelTest {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int IFF_UP = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int RTNLGRP_LINK = 1;
    private static final int IFINFO_BYTES = 16;

    @Test
    void listsTheLinksOfItsNamespaceAlone() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            assertThat(names(socket)).containsExactly("lo");
            socket.execute(bridge("br0"));
            assertThat(names(socket)).containsExactly("lo", "br0");
        }
    }

    @Test
    void saysWhatWasRefusedAndTheKernelsOwnWords() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            socket.execute(bridge("br0"));
            assertThatThrownBy(() -> socket.execute(bridge("br0")))
                    .isInstanceOfSatisfying(
                            KernelException.class, e -> assertThat(e.isExists()).isTrue())
                    .hasMessageStartingWith("create bridge br0: File exists (EEXIST)");
            assertThatThrownBy(() -> socket.execute(link("x0", "nosuchkind")))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            e -> assertThat(e.kernelMessage()).contains("Unknown device type"));
        }
    }

    @Test
    void aBatchGivesEachRequestItsOwnOutcomeInOrder() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                requests.add(delete("none" + i));
            }
            requests.set(3, bridge("br0"));
            requests.set(299, bridge("br0"));
            List<Outcome> outcomes = socket.executeAll(requests);
            for (int i = 0; i < 300; i++) {
                Outcome outcome = outcomes.get(i);
                if (i == 3) {
                    assertThat(outcome.isDone()).isTrue();
                } else {
                    int errno = i == 299 ? Errno.EEXIST : Errno.ENODEV;
                    assertThat(outcome)
                            .isInstanceOfSatisfying(
                                    Outcome.Failed.class,
                                    failed -> assertThat(failed.cause().errno()).isEqualTo(errno));
                }
            }
            assertThat(names(socket)).containsExactly("lo", "br0");
        }
    }

    @Test
    void dumpsAreWholeWhileOthersChangeTheList() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkSocket reader = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace);
                NetlinkSocket writer = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            List<Request> bridges = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                bridges.add(bridge("keep" + i));
            }
            for (Outcome outcome : writer.executeAll(bridges)) {
                outcome.orThrow();
            }
            AtomicBoolean done = new AtomicBoolean();
            List<KernelException> failures = new ArrayList<>();
            Thread churn = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    try {
                        writer.execute(bridge("churn"));
                        writer.execute(delete("churn"));
                    } catch (KernelException e) {
                        failures.add(e);
                        return;
                    }
                }
            });
            for (int i = 0; i < 30; i++) {
                assertThat(names(reader))
                        .filteredOn(name -> name.startsWith("keep"))
                        .hasSize(100)
                        .doesNotHaveDuplicates();
            }
            done.set(true);
            churn.join();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aMonitorHearsOfChangesAndStopsWhenTold() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkMonitor monitor = NetlinkMonitor.open(NetlinkProtocol.ROUTE, namespace, RTNLGRP_LINK);
                NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            socket.execute(bridge("br0"));
            assertThat(monitor.receive(5_000))
                    .isInstanceOfSatisfying(
                            NetlinkMonitor.Event.Changed.class,
                            changed -> assertThat(changed.messages())
                                    .extracting(NetlinkSocketKernelTest::name)
                                    .contains("br0"));
            Thread stopper = Thread.ofPlatform().start(() -> {
                try {
                    monitor.stop();
                } catch (KernelException e) {
                    throw new IllegalStateException(e);
                }
            });
            NetlinkMonitor.Event event = monitor.receive();
            while (event instanceof NetlinkMonitor.Event.Changed) {
                event = monitor.receive();
            }
            assertThat(event).isInstanceOf(NetlinkMonitor.Event.Stopped.class);
            stopper.join();
        }
    }

    @Test
    void aMonitorThatFallsBehindIsToldThatItLostSomething() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                NetlinkMonitor monitor = NetlinkMonitor.open(NetlinkProtocol.ROUTE, namespace, RTNLGRP_LINK);
                NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
            boolean lost = false;
            // Each change of a link that is up tells of itself: enough of them overflow a buffer that nobody reads.
            socket.execute(bridge("br0"));
            socket.execute(up("br0"));
            List<Request> changes = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                changes.add(alias("br0", "alias " + i));
            }
            for (Outcome outcome : socket.executeAll(changes)) {
                outcome.orThrow();
            }
            NetlinkMonitor.Event event = monitor.receive(1_000);
            while (!(event instanceof NetlinkMonitor.Event.Idle)) {
                lost |= event instanceof NetlinkMonitor.Event.Lost;
                event = monitor.receive(100);
            }
            assertThat(lost).isTrue();
        }
    }

    private static Request bridge(String name) {
        return link(name, "bridge");
    }

    private static Request link(String name, String kind) {
        byte[] body = header().attributeString(IFLA_IFNAME, name)
                .beginNest(IFLA_LINKINFO)
                .attributeString(IFLA_INFO_KIND, kind)
                .endNest()
                .toBytes();
        return new Request(RTM_NEWLINK, Request.CREATE | Request.EXCLUSIVE, body, "create " + kind + " " + name);
    }

    private static Request alias(String name, String alias) {
        byte[] body = header().attributeString(IFLA_IFNAME, name)
                .attributeString(IFLA_IFALIAS, alias)
                .toBytes();
        return new Request(RTM_NEWLINK, 0, body, "set alias of " + name);
    }

    private static Request up(String name) {
        MessageWriter writer = new MessageWriter()
                .putByte(0)
                .putByte(0)
                .putShort(0)
                .putInt(0)
                .putInt(IFF_UP)
                .putInt(IFF_UP);
        return new Request(
                RTM_NEWLINK, 0, writer.attributeString(IFLA_IFNAME, name).toBytes(), "set up " + name);
    }

    private static Request delete(String name) {
        return new Request(
                RTM_DELLINK, 0, header().attributeString(IFLA_IFNAME, name).toBytes(), "delete " + name);
    }

    private static MessageWriter header() {
        return new MessageWriter()
                .putByte(0)
                .putByte(0)
                .putShort(0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
    }

    private static List<String> names(NetlinkSocket socket) throws KernelException {
        return socket.dump(new Request(RTM_GETLINK, 0, header().toBytes(), "list links")).stream()
                .map(NetlinkSocketKernelTest::name)
                .toList();
    }

    private static String name(Message message) {
        Attributes attributes = message.attributes(IFINFO_BYTES);
        while (attributes.next()) {
            if (attributes.type() == IFLA_IFNAME) {
                return attributes.string();
            }
        }
        return "";
    }
}
