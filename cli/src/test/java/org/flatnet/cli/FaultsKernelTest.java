package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.flatnet.model.AttachMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What people, other programs and accidents do to a node that runs: all of it comes right again, or is named. */
@Tag("lab")
class FaultsKernelTest {
    private static final String NODE = "worker-0";
    private static final String PEER_ROUTE = "10.200.1.0/24";

    @Test
    void bridgedPacketsMaySeeIptables() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            for (String node : List.of(NODE, "worker-1")) {
                lab.run(
                        node,
                        "sh",
                        "-c",
                        "for call in iptables ip6tables; do echo 1 > /proc/sys/net/bridge/bridge-nf-call-$call; done");
            }
            lab.passesEveryCheck();
        }
    }

    @Test
    void routesThatSomeoneFlushesComeBackAndAreCounted() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            assertThat(lab.run(NODE, "ip", "route")).contains(PEER_ROUTE);
            lab.run(NODE, "ip", "route", "flush", "proto", "70");
            TestLab.await(
                    "the route is back", () -> lab.run(NODE, "ip", "route").contains(PEER_ROUTE));
            assertThat(drift(lab)).isPositive();
            assertThat(lab.flatnet(NODE, "check").output()).containsPattern("drift +put right");
            lab.passesEveryCheck();
        }
    }

    @Test
    void routesToRoutedPodsThatSomeoneFlushesComeBackAndAreCounted() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withAttach(AttachMode.ROUTED))) {
            String before = lab.run(NODE, "ip", "route", "show", "proto", "70");
            assertThat(before).contains(" dev fn", PEER_ROUTE);
            lab.run(NODE, "ip", "route", "flush", "proto", "70");
            TestLab.await(
                    "the routes are back",
                    () -> lab.run(NODE, "ip", "route", "show", "proto", "70").equals(before));
            TestLab.await("each is counted", () -> drift(lab) >= before.lines().count());
            assertThat(lab.flatnet(NODE, "check").output()).containsPattern("drift +put right");
            lab.passesEveryCheck();
        }
    }

    @Test
    void aBridgeThatSomeoneDeletesComesBackWithItsPods() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            String ports = lab.run(NODE, "ip", "-o", "link", "show", "master", "flatnet0")
                    .lines()
                    .map(FaultsKernelTest::linkName)
                    .sorted()
                    .toList()
                    .toString();
            lab.run(NODE, "ip", "link", "delete", "flatnet0");
            TestLab.await(
                    "the bridge has its ports",
                    () -> lab.tryRun(NODE, "ip", "-o", "link", "show", "master", "flatnet0")
                            .output()
                            .lines()
                            .filter(line -> line.contains("state UP"))
                            .map(FaultsKernelTest::linkName)
                            .sorted()
                            .toList()
                            .toString()
                            .equals(ports));
            lab.passesEveryCheck();
        }
    }

    /** The next agent must tell a pod that lost its bridge from one that is routed, also for its guard. */
    @Test
    void aBridgeThatIsDeletedWhileNoAgentRunsComesBackWithItsPods() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            lab.lab().agent(AgentVerb.KILL, NODE);
            lab.run(NODE, "ip", "link", "delete", "flatnet0");
            lab.lab().agent(AgentVerb.START, NODE);
            lab.passesEveryCheck();
        }
    }

    @Test
    void aLinkThatSomeoneRenamesGetsItsNameBack() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            String link = linkName(lab.run(NODE, "ip", "-o", "link", "show", "master", "flatnet0")
                    .lines()
                    .findFirst()
                    .orElseThrow());
            lab.run(NODE, "ip", "link", "set", link, "down", "name", "stranger");
            TestLab.await(
                    "the link has its name again",
                    () -> lab.tryRun(NODE, "ip", "-br", "link", "show", link)
                            .output()
                            .contains(" UP "));
            lab.passesEveryCheck();
        }
    }

    @Test
    void aNodeWhoseRunFolderIsWipedGivesNoAddressTwice() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            lab.lab().agent(AgentVerb.KILL, NODE);
            wipe(lab.root(NODE).resolve("run"));
            lab.lab().agent(AgentVerb.START, NODE);
            for (int i = 0; i < 5; i++) {
                lab.lab().addPod("late-" + i, NODE);
            }
            // one of the checks is that no two pods have an address
            lab.passesEveryCheck();
        }
    }

    @Test
    void aChainOfOthersThatDropsIsNamedWithItsCure() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            lab.run(
                    NODE,
                    "nft",
                    "add table ip filter; add chain ip filter FORWARD"
                            + " { type filter hook forward priority 0; policy drop; }");
            assertThat(lab.lab().check().checks().stream().filter(check -> !check.ok()))
                    .extracting(Check::kind)
                    .contains(CheckKind.CROSS_NODE);
            String advice = lab.flatnet(NODE, "check").output();
            assertThat(advice).contains("ip filter FORWARD", "nft insert rule ip filter FORWARD ip saddr");
            lab.lab().agent(AgentVerb.STOP, NODE);
            lab.lab().agent(AgentVerb.START, NODE);
            TestLab.await(
                    "the agent has named it",
                    () -> Files.readString(lab.log(NODE)).contains("chain ip filter FORWARD drops"));
            lab.run(NODE, "nft", "add rule ip filter FORWARD ip saddr 10.200.0.0/16 accept");
            lab.run(NODE, "nft", "add rule ip filter FORWARD ip daddr 10.200.0.0/16 accept");
            lab.passesEveryCheck();
        }
    }

    @Test
    void aLastRuleThatRejectsIsNamedToo() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withNodes(1))) {
            assertThat(lab.flatnet(NODE, "check").output()).containsPattern("foreign chains +none");
            lab.run(
                    NODE,
                    "nft",
                    "add table inet firewalld; add chain inet firewalld filter_FORWARD"
                            + " { type filter hook forward priority 10; }; add rule inet firewalld filter_FORWARD"
                            + " counter reject with icmpx admin-prohibited");
            Outcome check = lab.flatnet(NODE, "check");
            assertThat(check.status()).isNotZero();
            assertThat(check.output()).contains("inet firewalld filter_FORWARD drops", "firewalld's");
        }
    }

    /** A node that forwards IPv6 takes no router advertisements, unless it is told to. */
    @Test
    void aDefaultRouteOfARouterSurvivesTheAgent() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withNodes(1))) {
            connectRouter(lab);
            lab.run(NODE, "ip", "address", "add", "192.0.2.1/24", "dev", "uplink1");
            TestLab.await("advertisements are taken", () -> acceptance(lab).equals("2"));
            TestLab.await("the router is the default gateway", () -> {
                lab.advertise("outside", "router");
                return hasRouter(lab);
            });
            lab.lab().agent(AgentVerb.KILL, NODE);
            lab.lab().agent(AgentVerb.START, NODE);
            assertThat(hasRouter(lab)).isTrue();
            assertThat(acceptance(lab)).isEqualTo("2");
            lab.lab().agent(AgentVerb.STOP, NODE);
            assertThat(lab.flatnet(NODE, "uninstall", "--verify").output()).endsWith("nothing is left\n");
            assertThat(hasRouter(lab)).isTrue();
            assertThat(acceptance(lab)).isEqualTo("1");
        }
    }

    /** The node forwards already when the link appears, and has no address there to be known by. */
    @Test
    void aLinkThatComesUpAfterTheAgentGetsItsAddressesFromARouter() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withNodes(1))) {
            connectRouter(lab);
            TestLab.await("advertisements are taken", () -> acceptance(lab).equals("2"));
            TestLab.await("the link has an address and the node a default gateway", () -> {
                lab.advertise("outside", "router", "2001:db8:5::");
                return hasRouter(lab)
                        && lab.run(NODE, "ip", "-6", "address", "show", "uplink1")
                                .contains("2001:db8:5:");
            });
            lab.lab().agent(AgentVerb.STOP, NODE);
            assertThat(lab.flatnet(NODE, "uninstall", "--verify").output()).endsWith("nothing is left\n");
            assertThat(acceptance(lab)).isEqualTo("1");
        }
    }

    /** A link of the node to a router, both ends without an address but their link-local ones. */
    private static void connectRouter(TestLab lab) throws IOException {
        String outside = lab.namespace("outside").getFileName().toString();
        lab.run(NODE, "ip", "link", "add", "uplink1", "type", "veth", "peer", "name", "router", "netns", outside);
        lab.run("outside", "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/router/accept_dad; ip link set router up");
        lab.run(NODE, "sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/uplink1/accept_dad; ip link set uplink1 up");
    }

    private static String acceptance(TestLab lab) throws IOException {
        return lab.run(NODE, "cat", "/proc/sys/net/ipv6/conf/uplink1/accept_ra").strip();
    }

    private static boolean hasRouter(TestLab lab) throws IOException {
        return lab.run(NODE, "ip", "-6", "route").contains("default via fe80:");
    }

    private static long drift(TestLab lab) throws IOException {
        String status = lab.flatnet(NODE, "status", "--json").output();
        Matcher total = Pattern.compile("\"drift\"\\s*:\\s*\\{\\s*\"[a-z]+\"\\s*:\\s*(\\d+)")
                .matcher(status);
        assertThat(total.find()).as(status).isTrue();
        return Long.parseLong(total.group(1));
    }

    /** Of a line of {@code ip -o link}: {@code 7: name@if3: <…>}. */
    private static String linkName(String line) {
        return line.replaceFirst("^\\d+: ", "").replaceFirst("[@:].*$", "");
    }

    private static void wipe(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
