package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatnet.agent.AgentProcess.Outcome;
import org.flatnet.cni.CniCode;
import org.flatnet.model.AttachmentId;
import org.flatnet.pod.PodNames;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The error codes that the documents promise, from a real agent by way of the real executable; and that a refused call
 * leaves everything as it was. Only a fault of Flatnet's own cannot be had from outside.
 */
@Tag("kernel")
class ErrorCodesKernelTest {
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: worker-0}
            spec: {podCIDRs: %s}
            status: {addresses: [{type: InternalIP, address: 10.0.1.20}]}
            """;

    private static final String STANDING = "standing";

    /** Has an interface eth0 that is not Flatnet's. */
    private static final String TAKEN = "taken";

    private static final String FRESH = "fresh";

    @TempDir
    private static Path folder;

    private static AgentProcess agent;
    private static String standing;

    @BeforeAll
    static void start() throws Exception {
        agent = new AgentProcess(folder, Map.of(), NODE.formatted("[10.200.0.0/24]"));
        agent.in("ip", "link", "add", "uplink", "type", "bridge");
        agent.in("ip", "link", "set", "uplink", "addrgenmode", "none");
        agent.in("ip", "link", "set", "uplink", "up");
        agent.in("ip", "address", "add", "10.0.1.20/24", "dev", "uplink");
        agent.in("ip", "link", "add", "wall", "type", "veth");
        agent.in("ip", "link", "add", "mine", "type", "bridge");
        agent.in("ip", "address", "add", "10.99.0.1/16", "dev", "mine");
        for (String pod : List.of(STANDING, TAKEN, FRESH, "foreign", "only", "bridged")) {
            agent.pod(pod);
        }
        agent.in("nsenter", "--net=" + agent.path(TAKEN), "ip", "link", "add", "eth0", "type", "bridge");
        agent.in("ip", "link", "add", hostLink("foreign"), "type", "bridge");
        Files.createDirectories(agent.leases("broken").resolveSibling(""));
        Files.createFile(agent.leases("broken"));
        // So that the bridges have a carrier, and stay as they are whatever else comes and goes.
        succeed(agent.call("bridge", agent.variables("ADD", "bridged"), config("bridge", "")));
        standing = succeed(agent.call("ADD", STANDING, ""));
        succeed(agent.call("flatnet", agent.variables("ADD", "only"), small("only")));
    }

    @AfterAll
    static void stop() throws IOException {
        agent.close();
    }

    /** A network with room for one pod. */
    private static String small(String name) {
        return config("flatnet", "\"ranges\": [[{\"subnet\": \"10.9.0.0/30\"}]]")
                .replace("\"n\"", '"' + name + '"');
    }

    private static String config(String type, String keys) {
        String more = keys.isEmpty() ? "" : ", " + keys;
        return "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"type\": \"" + type + "\"" + more + "}";
    }

    private static String hostLink(String container) {
        return PodNames.hostLink(new AttachmentId("n", container, "eth0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "  2 | flatnet | fresh    | \"atach\": \"bridge\"                  | did you mean attach",
                "  2 | flatnet | fresh    | \"dns\": {\"nameserver\": \"x\"}       | dns.nameserver",
                "  2 | bridge  | fresh    | \"vlan\": 5                            | vlan = 5",
                "  2 | bridge  | fresh    | \"ipam\": {\"type\": \"dhcp\"}         | ipam.type",
                "  2 | portmap | fresh    |                                        | host ports are not served",
                "  6 | flatnet | fresh    | \"mtu\": \"large\"                     | a string",
                "  7 | flatnet | fresh    | \"mtu\": 10                            | mtu",
                "  7 | flatnet | fresh    | \"args\": {\"cni\": {\"ips\": [\"192.0.2.1\"]}} | 192.0.2.1",
                "  7 | bridge  | fresh    | \"bridge\": \"wall\"                   | is a veth, not a bridge",
                "  7 | bridge  | fresh    | \"bridge\": \"mine\", \"isGateway\": true,"
                        + " \"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.98.0.0/24\"} | set forceAddress",
                "  7 | flatnet | fresh    | \"attach\": \"layer2\", \"mtu\": 600 , \"ranges\": [[{\"subnet\":"
                        + " \"fd00:7::/64\"}]]                                      | 1280",
                "100 | flatnet | fresh    | \"attach\": \"layer2\", \"routes\": [{\"dst\": \"192.0.2.0/24\","
                        + " \"gw\": \"198.51.100.1\"}]                              | 192.0.2.0/24",
                "101 | flatnet | taken    |                                        | has an interface eth0 already",
                "101 | flatnet | taken    | \"attach\": \"routed\"                 | has an interface eth0 already",
                "101 | bridge  | taken    |                                        | has an interface eth0 already",
                "101 | ptp     | taken    | \"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.98.0.0/24\"}"
                        + "                                                         | has an interface eth0 already",
                "101 | flatnet | foreign  |                                        | the node has a link fn",
            })
    void anAddThatIsRefusedLeavesEverythingAsItWas(int code, String plugin, String pod, String keys, String why)
            throws Exception {
        String config = config(plugin, keys == null ? "" : keys);
        refuses(code, plugin, agent.variables("ADD", pod), pod, config, why);
    }

    @Test
    void whatIsWrongBesideTheKeysIsRefusedToo() throws Exception {
        Map<String, String> add = agent.variables("ADD", FRESH);
        String plain = config("flatnet", "");
        refuses(1, "flatnet", add, FRESH, plain.replace("1.1.0", "9.9.9"), "9.9.9");
        refuses(6, "flatnet", add, FRESH, "{", "line 1");
        refuses(7, "flatnet", add, FRESH, plain.replace("\"n\"", "\"-\""), "name");
        refuses(5, "flatnet", add, FRESH, plain.replace("\"n\"", "\"broken\""), "broken");
        refuses(11, "flatnet", add, FRESH, small("only"), "10.9.0.0/30");
        refuses(101, "flatnet", agent.variables("ADD", "only"), "only", small("only"), "holds 10.9.0.2 already");

        Map<String, String> nameless = agent.variables("ADD", FRESH);
        nameless.put("CNI_IFNAME", "");
        refuses(4, "flatnet", nameless, FRESH, plain, "CNI_IFNAME");
        Map<String, String> own = agent.variables("ADD", FRESH);
        own.put("CNI_NETNS", "/proc/self/ns/net");
        refuses(8, "flatnet", own, FRESH, plain, "own network namespace");
        Map<String, String> absent = agent.variables("ADD", FRESH);
        absent.put("CNI_NETNS", folder.resolve("absent").toString());
        refuses(8, "flatnet", absent, FRESH, plain, "absent");
    }

    /** A link without an address has no lease that would tell first. */
    @Test
    void anAttachmentThatIsThereIsToldByItsLink() throws Exception {
        Map<String, String> add = agent.variables("ADD", FRESH);
        String config = config("bridge", "");
        succeed(agent.call("bridge", add, config));
        refuses(101, "bridge", add, FRESH, config, "of this very attachment");
        succeed(agent.call("bridge", agent.variables("DEL", FRESH), config));
    }

    @Test
    void checkTellsWhatDiffersFromWhatIsUnknown() throws Exception {
        Map<String, String> check = agent.variables("CHECK", FRESH);
        refuses(7, "flatnet", check, FRESH, config("flatnet", ""), "prevResult");
        String result = succeed(agent.call("flatnet", agent.variables("ADD", FRESH), config("flatnet", "")));
        String checked = config("flatnet", "\"prevResult\": " + result);
        succeed(agent.call("flatnet", check, checked));
        agent.in("nsenter", "--net=" + agent.path(FRESH), "ip", "route", "del", "default");
        refuses(102, "flatnet", check, FRESH, checked, "the pod has no route default");
        succeed(agent.call("flatnet", agent.variables("DEL", FRESH), config("flatnet", "")));
        refuses(3, "flatnet", check, FRESH, checked, "has no link " + hostLink(FRESH));
    }

    @Test
    void garbageThatCannotBeDeletedIsTold() throws Exception {
        String keeps = config(
                "flatnet", "\"cni.dev/valid-attachments\": [{\"containerID\": \"bridged\", \"ifname\": \"eth0\"}]");
        String result = succeed(agent.call("flatnet", agent.variables("ADD", FRESH), config("flatnet", "")));
        Matcher address = Pattern.compile("\"address\":\"([^/]+)/").matcher(result);
        assertThat(address.find()).as(result).isTrue();
        Path inTheWay = agent.leases("n").resolve("." + address.group(1) + ".released");
        Files.createDirectories(inTheWay.resolve("full"));
        assertThat(code(agent.call("flatnet", agent.variables("GC", ""), keeps)))
                .isEqualTo(103);
        assertThat(code(agent.call("flatnet", agent.variables("DEL", FRESH), config("flatnet", ""))))
                .isEqualTo(5);
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        succeed(agent.call("flatnet", agent.variables("GC", ""), keeps));
    }

    @Test
    void aNodeWithoutARangeIsNotAvailable() throws Exception {
        try {
            agent.write(NODE.formatted("[]"));
            Map<String, String> status = agent.variables("STATUS", "");
            Waiting.until("no range", () -> agent.call("STATUS", "", "").status() != 0);
            Outcome degraded = agent.call("STATUS", "", "");
            assertThat(code(degraded)).as(degraded.output()).isEqualTo(51);
            Outcome idle = agent.call("flatnet", status, config("flatnet", ""));
            assertThat(code(idle)).as(idle.output()).isEqualTo(50);
            succeed(agent.call("flatnet", status, config("flatnet", "\"ranges\": [[{\"subnet\": \"10.9.0.0/24\"}]]")));
            succeed(agent.call("bridge", status, config("bridge", "")));
            refuses(11, "flatnet", agent.variables("ADD", FRESH), FRESH, config("flatnet", ""), "no pod range yet");
        } finally {
            agent.write(NODE.formatted("[10.200.0.0/24]"));
            Waiting.until("the range", () -> agent.call("STATUS", "", "").status() == 0);
        }
        succeed(agent.call("CHECK", STANDING, ", \"prevResult\": " + standing));
    }

    @Test
    void theDocumentsTellOfEveryCode() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "cni.md"));
        List<Integer> told = Pattern.compile("^\\| (\\d+) \\| ", Pattern.MULTILINE)
                .matcher(document.substring(document.indexOf("## Errors")))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();
        assertThat(told)
                .isEqualTo(Arrays.stream(CniCode.values()).map(CniCode::number).toList());
    }

    private static void refuses(
            int code, String plugin, Map<String, String> variables, String pod, String config, String why)
            throws IOException {
        String before = everything(pod);
        Outcome outcome = agent.call(plugin, variables, config);
        assertThat(outcome.output()).contains(why);
        assertThat(code(outcome)).as(outcome.output()).isEqualTo(code);
        assertThat(everything(pod)).isEqualTo(before);
    }

    private static int code(Outcome outcome) {
        Matcher code = Pattern.compile("\"code\":(\\d+)").matcher(outcome.output());
        return outcome.status() != 0 && code.find() ? Integer.parseInt(code.group(1)) : 0;
    }

    private static String succeed(Outcome outcome) {
        assertThat(outcome.status()).as(outcome.output()).isZero();
        return outcome.output();
    }

    /** What the node and a pod hold, and the leases. */
    private static String everything(String pod) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String what : List.of(
                "link", "address", "route show table all", "-6 route show table all", "neigh show nud permanent")) {
            text.append(agent.in(("ip " + what).split(" ", -1)));
            text.append(agent.in(("nsenter --net=" + agent.path(pod) + " ip " + what).split(" ", -1)));
        }
        text.append(agent.in("nft", "--stateless", "list", "ruleset"));
        try (Stream<Path> files = Files.walk(agent.leases("n").resolveSibling(""), 2)) {
            files.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .sorted()
                    .forEach(file -> text.append(file).append('\n'));
        }
        // What ip complains of when a namespace that it knows by number was never told of here.
        return text.toString().replace("Error: Peer netns reference is invalid.\n", "");
    }
}
