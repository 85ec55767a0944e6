package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.guard.GuardPlan;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a real kernel: it makes what is wanted, adopts what is there, and puts right what others change. */
@Tag("kernel")
class ReconcilerKernelTest {
    private static final ClusterNode WORKER_0 = TestNode.clusterNode(
            "worker-0", List.of("10.0.1.20", "fd00:1::20"), List.of("10.200.0.0/24", "fd00:200::/64"));
    private static final ClusterNode WORKER_1 = TestNode.clusterNode(
            "worker-1", List.of("10.0.1.21", "fd00:1::21"), List.of("10.200.1.0/24", "fd00:200:0:1::/64"));
    private static final ClusterNode FAR = TestNode.clusterNode("far", List.of("10.0.9.9"), List.of("10.200.9.0/24"));

    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void node() throws Exception {
        make(NodeSettings.of(FabricMode.NATIVE));
    }

    private void make(NodeSettings settings) throws Exception {
        if (node != null) {
            node.close();
        }
        node = new TestNode("worker-0", folder, settings);
        node.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "wire");
        node.run("ip", "link", "set", "wire", "up");
        node.run("ip", "link", "set", "eth0", "up");
        node.run("ip", "addr", "add", "10.0.1.20/24", "dev", "eth0");
        node.run("ip", "addr", "add", "fd00:1::20/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void close() {
        node.close();
        assertThat(node.troubles).isEmpty();
    }

    @Test
    void nativeRoutesFollowTheNodes() throws Exception {
        node.put(WORKER_0, WORKER_1);
        node.start();
        assertThat(node.run("ip", "-4", "route", "show", "proto", "70"))
                .isEqualToIgnoringWhitespace("10.200.1.0/24 via 10.0.1.21 dev eth0");
        assertThat(node.run("ip", "-6", "route", "show", "proto", "70"))
                .isEqualToIgnoringWhitespace("fd00:200:0:1::/64 via fd00:1::21 dev eth0 metric 1024 pref medium");
        node.put(TestNode.clusterNode("worker-1", List.of("10.0.1.22"), List.of("10.200.7.0/24")));
        assertThat(node.run("ip", "-4", "route", "show", "proto", "70"))
                .isEqualToIgnoringWhitespace("10.200.7.0/24 via 10.0.1.22 dev eth0");
        assertThat(node.run("ip", "-6", "route", "show", "proto", "70")).isEmpty();
        node.remove("worker-1");
        assertThat(node.run("ip", "-4", "route", "show", "proto", "70")).isEmpty();
    }

    @Test
    void aPeerOutOfReachIsAProblemAndTheOthersAreServed() throws Exception {
        node.put(WORKER_0, WORKER_1, FAR);
        Status status = node.start().status();
        assertThat(status.problems())
                .containsExactly(Map.entry(
                        new Key("fabric", "far"),
                        List.of("node far (10.0.9.9) is not in a subnet of this node:"
                                + " choose mode vxlan, cross-subnet or cloud")));
        assertThat(status.failures()).isEmpty();
        assertThat(status.objects()).containsEntry(Kind.ROUTE, 2);
    }

    @Test
    void anotherOnesRouteIsNeverReplacedAndComesFirst() throws Exception {
        node.run("ip", "route", "add", "10.200.1.0/24", "via", "10.0.1.99", "proto", "static");
        node.put(WORKER_0, WORKER_1);
        Status status = node.start().status();
        assertThat(status.failures()).containsOnlyKeys(new Key("fabric", "worker-1"));
        assertThat(status.failures().toString()).contains("a route that is not Flatnet's is in the way");
        assertThat(node.run("ip", "-4", "route", "show", "10.200.1.0/24")).contains("via 10.0.1.99");
        assertThat(node.run("ip", "-6", "route", "show", "proto", "70")).contains("fd00:200:0:1::/64");
    }

    @Test
    void aRestartSendsNothing() throws Exception {
        for (FabricMode mode : FabricMode.values()) {
            make(NodeSettings.of(mode));
            node.put(WORKER_0, WORKER_1, FAR);
            Reconciler first = node.start();
            assertThat(first.status().changes()).isPositive();
            assertThat(first.status().failures()).isEmpty();
            String rules = node.run("nft", "list", "ruleset");
            Status again = node.restart().status();
            assertThat(again.changes())
                    .as("changes of a restart in mode %s", mode)
                    .isZero();
            assertThat(again.drift()).isEmpty();
            assertThat(node.run("nft", "list", "ruleset")).isEqualTo(rules);
            node.reconciler().resync();
            node.reconciler().settle();
            assertThat(node.reconciler().status().drift()).isEmpty();
        }
    }

    @Test
    void whatOthersDeleteComesBackAndIsCounted() throws Exception {
        make(NodeSettings.of(FabricMode.VXLAN));
        node.put(WORKER_0, WORKER_1);
        node.start();
        String device = node.run("ip", "-d", "link", "show", "flatnet-vxlan");
        assertThat(device).contains("vxlan id 1 local 10.0.1.20", "dstport 8472", "nolearning", "02:01:0a:c8:00:00");
        assertThat(device).contains("mtu 1450", "alias flatnet vxlan", "noudpcsum", "addrgenmode none");

        String before = state();
        record Damage(Kind kind, List<String> command) {
            Damage(Kind kind, String... command) {
                this(kind, List.of(command));
            }
        }
        List<Damage> damages = List.of(
                new Damage(Kind.ROUTE, "ip", "route", "del", "10.200.1.0/24"),
                new Damage(Kind.ROUTE, "ip", "-6", "route", "del", "fd00:200:0:1::/64"),
                new Damage(Kind.ROUTE, "ip", "route", "replace", "10.200.1.0/24", "via", "10.0.1.99"),
                new Damage(Kind.ROUTE, "ip", "route", "flush", "proto", "70"),
                new Damage(Kind.NEIGHBOUR, "ip", "neigh", "del", "10.200.1.0", "dev", "flatnet-vxlan"),
                new Damage(
                        Kind.FORWARDING, "bridge", "fdb", "del", "02:01:0a:c8:01:00", "dev", "flatnet-vxlan", "self"),
                new Damage(
                        Kind.FORWARDING,
                        "bridge",
                        "fdb",
                        "replace",
                        "02:01:0a:c8:01:00",
                        "dev",
                        "flatnet-vxlan",
                        "dst",
                        "10.0.1.99",
                        "self",
                        "permanent"),
                new Damage(Kind.ADDRESS, "ip", "addr", "del", "10.200.0.0/32", "dev", "flatnet-vxlan"),
                new Damage(Kind.LINK, "ip", "link", "set", "flatnet-vxlan", "mtu", "1300"),
                new Damage(Kind.LINK, "ip", "link", "set", "flatnet-vxlan", "down"),
                new Damage(Kind.LINK, "ip", "link", "del", "flatnet-vxlan"),
                new Damage(Kind.ELEMENT, "nft", "flush", "set", "inet", "flatnet", "pods-ipv4"),
                new Damage(Kind.ELEMENT, "nft", "add", "element", "inet", "flatnet", "vxlan-peers-ipv4", "{ 1.2.3.4 }"),
                new Damage(Kind.CHAIN, "nft", "flush", "chain", "bridge", "flatnet", "guard-pods"),
                new Damage(Kind.BASE_CHAIN, "nft", "add", "rule", "inet", "flatnet", "guard", "counter"),
                new Damage(Kind.TABLE, "nft", "delete", "table", "inet", "flatnet"),
                new Damage(Kind.TABLE, "nft", "flush", "ruleset"));
        for (Damage damage : damages) {
            node.drifts.clear();
            long counted = node.reconciler().status().drift().getOrDefault(damage.kind(), 0L);
            node.run(damage.command().toArray(String[]::new));
            while (node.reconciler().status().drift().getOrDefault(damage.kind(), 0L) == counted) {
                node.awaitDrift();
            }
            // The kernel tells of a great change in parts, each of which is put right.
            String now = state();
            while (!now.equals(before)) {
                assertThat(node.drifts.poll(10, TimeUnit.SECONDS))
                        .as("after %s\n%s\n%s", damage.command(), before, now)
                        .isNotNull();
                node.reconciler().settle();
                now = state();
            }
            assertThat(node.reconciler().status().failures()).isEmpty();
        }
    }

    /** All that a node shows of us. */
    private String state() throws Exception {
        return node.run("ip", "route", "show", "proto", "70")
                + node.run("ip", "-6", "route", "show", "proto", "70")
                + sorted(node.run("ip", "neigh", "show", "dev", "flatnet-vxlan"))
                + sorted(node.run("bridge", "fdb", "show", "dev", "flatnet-vxlan"))
                + node.run("ip", "-br", "addr", "show", "dev", "flatnet-vxlan").replaceAll(" +", " ")
                + node.run("ip", "-br", "link", "show", "dev", "flatnet-vxlan").replaceAll(" +", " ")
                + node.run("nft", "--stateless", "list", "ruleset");
    }

    private static String sorted(String lines) {
        return lines.lines().sorted().collect(Collectors.joining("\n"));
    }

    @Test
    void ownChangesAreNoDrift() throws Exception {
        make(NodeSettings.of(FabricMode.CROSS_SUBNET));
        node.put(WORKER_0, WORKER_1);
        node.start();
        for (int i = 0; i < 20; i++) {
            node.put(FAR, TestNode.clusterNode("worker-1", List.of("10.0.1." + (30 + i)), List.of("10.200.1.0/24")));
            node.remove("far");
        }
        node.reconciler().resync();
        node.reconciler().settle();
        assertThat(node.reconciler().status().drift()).isEmpty();
        assertThat(node.drifts).isEmpty();
    }

    @Test
    void foreignThingsStayUntouched() throws Exception {
        node.run("ip", "route", "add", "192.0.2.0/24", "via", "10.0.1.1");
        node.run("ip", "link", "add", "fn-other", "type", "bridge");
        node.nft("table inet flatnet-not { chain c { type filter hook input priority 0; counter; }; }");
        node.put(WORKER_0, WORKER_1);
        node.start();
        node.remove("worker-1");
        node.restart();
        assertThat(node.run("ip", "route")).contains("192.0.2.0/24 via 10.0.1.1");
        assertThat(node.run("ip", "link")).contains("fn-other");
        assertThat(node.run("nft", "list", "table", "inet", "flatnet-not")).contains("counter packets");
    }

    @Test
    void theUplinkIsFollowed() throws Exception {
        make(NodeSettings.of(FabricMode.VXLAN));
        node.put(WORKER_0, WORKER_1);
        node.start();
        node.run("ip", "link", "set", "eth0", "mtu", "1400");
        awaitText("mtu 1350", "ip", "link", "show", "flatnet-vxlan");
        node.run("ip", "link", "set", "eth0", "down");
        node.run("ip", "link", "set", "eth0", "up");
        awaitText("mtu 1350", "ip", "link", "show", "flatnet-vxlan");
        node.put(TestNode.clusterNode("worker-0", List.of("10.0.1.40"), List.of("10.200.40.0/24")));
        assertThat(node.run("ip", "-d", "link", "show", "flatnet-vxlan"))
                .contains("local 10.0.1.40", "02:01:0a:c8:28:00");
        assertThat(node.run("ip", "addr", "show", "flatnet-vxlan"))
                .contains("10.200.40.0/32")
                .doesNotContain("10.200.0.0");
        assertThat(node.run("ip", "route", "show", "proto", "70"))
                .contains("10.200.1.0/24 via 10.200.1.0 dev flatnet-vxlan");
        assertThat(node.reconciler().status().failures()).isEmpty();
    }

    @Test
    void nativeRoutesComeBackWithTheUplink() throws Exception {
        node.put(WORKER_0, WORKER_1);
        node.start();
        node.run("ip", "link", "set", "eth0", "down");
        node.run("ip", "link", "set", "eth0", "up");
        node.run("ip", "addr", "replace", "fd00:1::20/64", "dev", "eth0", "nodad");
        awaitText("10.200.1.0/24 via 10.0.1.21 dev eth0", "ip", "route", "show", "proto", "70");
        awaitText("fd00:200:0:1::/64 via fd00:1::21 dev eth0", "ip", "-6", "route", "show", "proto", "70");
    }

    /** Until a program says so; it ends by the test's own time-out. */
    private void awaitText(String text, String... command) throws Exception {
        while (!node.run(command).contains(text)) {
            node.reconciler().settle();
            Thread.onSpinWait();
        }
    }

    @Test
    void attachmentsCommitAtOnceAndAreKept() throws Exception {
        node.put(WORKER_0);
        Reconciler reconciler = node.start();
        Key key = new Key("pod", "default/abc/eth0");
        Desired pod = GuardPlan.pod(
                AttachMode.BRIDGE,
                "fn0123456789ab",
                MacAddress.parse("02:00:0a:c8:00:07"),
                List.of(IpAddress.parse("10.200.0.7"), IpAddress.parse("fd00:200::7")));
        reconciler.set(key, pod);
        String listed = node.run("nft", "list", "table", "bridge", "flatnet");
        assertThat(listed)
                .contains(
                        "\"fn0123456789ab\" . 02:00:0a:c8:00:07 . 10.200.0.7",
                        "\"fn0123456789ab\" . 02:00:0a:c8:00:07 . fd00:200::7",
                        "\"fn0123456789ab\" . 02:00:0a:c8:00:07 . fe80::aff:fec8:7");
        node.run("nft", "delete", "table", "bridge", "flatnet");
        while (!node.run("nft", "list", "ruleset").contains("10.200.0.7")) {
            node.awaitDrift();
        }
        assertThat(node.run("nft", "list", "table", "bridge", "flatnet")).isEqualTo(listed);
        reconciler.remove(List.of(key));
        assertThat(node.run("nft", "list", "ruleset")).doesNotContain("10.200.0.7");
        assertThat(reconciler.status().failures()).isEmpty();
    }

    @Test
    void settingsAreRecordedAndComeBack() throws Exception {
        node.run("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        node.run("sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=1", "net.ipv4.conf.all.send_redirects=1");
        node.put(WORKER_0);
        node.start();
        assertThat(sysctls()).isEqualTo("1\n1\n2\n0\n");
        node.restart();
        node.run("sysctl", "-qw", "net.ipv4.conf.all.send_redirects=1");
        node.reconciler().resync();
        node.reconciler().settle();
        assertThat(node.reconciler().status().drift()).containsEntry(Kind.SYSCTL, 1L);
        assertThat(sysctls()).isEqualTo("1\n1\n2\n0\n");
        node.reconciler().close();
        node.run("sysctl", "-qw", "net.ipv4.conf.all.send_redirects=3");
        SysctlRecord record = SysctlRecord.load(folder.resolve("sysctls-worker-0"));
        assertThat(record.restoreAll(node.namespace))
                .extracting(SysctlRecord.Left::key)
                .containsExactly("net/ipv4/conf/all/send_redirects");
        assertThat(sysctls()).isEqualTo("0\n0\n1\n3\n");
        assertThat(folder.resolve("sysctls-worker-0")).doesNotExist();
    }

    /** It gets its addresses from them, or none. */
    @Test
    void aLinkThatComesUpLaterTakesRouterAdvertisements() throws Exception {
        node.put(WORKER_0);
        node.start();
        node.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "wire1");
        node.run("ip", "link", "add", "switch", "type", "bridge");
        node.run("ip", "link", "set", "wire1", "master", "switch", "up");
        node.run("sysctl", "-qw", "net.ipv6.conf.wire1.accept_ra=1", "net.ipv6.conf.eth1.accept_ra=1");
        node.run("ip", "link", "set", "eth1", "up");
        Waiting.until("advertisements are taken", () -> acceptance("eth1").equals("2"));
        node.reconciler().settle();
        assertThat(acceptance("wire1")).as("a port").isEqualTo("1");
        assertThat(SysctlRecord.load(folder.resolve("sysctls-worker-0")).earlier("net/ipv6/conf/eth1/accept_ra"))
                .isEqualTo("1");
        node.run("ip", "link", "set", "eth1", "down");
        Waiting.until("the setting is as it was", () -> acceptance("eth1").equals("1"));
    }

    /** Whoever renames it, the value that it had before us comes back. */
    @Test
    void aSettingIsRecordedOfALinkWhateverItIsCalled() throws Exception {
        node.put(WORKER_0);
        node.start();
        node.run("ip", "link", "add", "eth1", "type", "veth", "peer", "name", "wire1");
        node.run("sysctl", "-qw", "net.ipv6.conf.wire1.accept_ra=0", "net.ipv6.conf.eth1.accept_ra=1");
        node.run("ip", "link", "set", "wire1", "up");
        node.run("ip", "link", "set", "eth1", "up");
        Waiting.until("advertisements are taken", () -> acceptance("eth1").equals("2"));
        node.reconciler().settle();
        Path file = folder.resolve("sysctls-worker-0");
        node.run("ip", "link", "set", "eth1", "name", "wan0");
        Waiting.until("the record has followed", () -> Files.readString(file).contains("/wan0/accept_ra\t1\t2\t"));
        assertThat(Files.readString(file)).doesNotContain("eth1");
        node.reconciler().settle();
        assertThat(acceptance("wan0")).isEqualTo("2");
        node.restart();
        node.reconciler().close();
        node.run("ip", "link", "set", "wan0", "name", "wan1");
        node.run("ip", "link", "set", "wire1", "name", "wan0");
        node.run("sysctl", "-qw", "net.ipv6.conf.wan0.accept_ra=2");
        assertThat(SysctlRecord.load(file).restoreAll(node.namespace)).isEmpty();
        assertThat(acceptance("wan1")).isEqualTo("1");
        assertThat(acceptance("wan0")).as("of another link of that name").isEqualTo("2");
    }

    /** What is recorded of a link goes with it, and is no other's that gets its name. */
    @Test
    void aLinkThatGoesTakesItsRecordAlong() throws Exception {
        Path file = folder.resolve("record");
        SysctlRecord record = SysctlRecord.load(file);
        record.know(Map.of(7, "eth1", 8, "eth2"));
        record.note("net/ipv4/ip_forward", "0", "1");
        record.note("net/ipv6/conf/eth1/accept_ra", "1", "2");
        record.note("net/ipv6/conf/eth2/accept_ra", "0", "2");
        SysctlRecord read = SysctlRecord.load(file);
        read.know(Map.of(7, "eth2", 9, "eth1"));
        assertThat(read.earlier("net/ipv4/ip_forward")).isEqualTo("0");
        assertThat(read.earlier("net/ipv6/conf/eth2/accept_ra")).isEqualTo("1");
        assertThat(read.earlier("net/ipv6/conf/eth1/accept_ra")).isNull();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    private String acceptance(String link) throws IOException {
        return node.run("sysctl", "-n", "net.ipv6.conf." + link + ".accept_ra").strip();
    }

    private String sysctls() throws Exception {
        return node.run(
                "sysctl",
                "-n",
                "net.ipv4.ip_forward",
                "net.ipv6.conf.all.forwarding",
                "net.ipv6.conf.eth0.accept_ra",
                "net.ipv4.conf.all.send_redirects");
    }
}
