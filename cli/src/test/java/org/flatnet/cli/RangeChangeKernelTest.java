package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.cni.Attachment;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.process.Answer;
import org.flatnet.lab.process.Prober;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node gets another range while its agent runs and pods have addresses of the earlier one. */
@Tag("lab")
class RangeChangeKernelTest {
    private static final String NODE = "worker-0";
    private static final String EARLIER_POD = "pod-0-0";
    private static final String NEW_POD = "fresh";
    private static final Set<String> OTHER_NODE = Set.of("worker-1", "pod-1-0");
    private static final String OUTSIDE = "203.0.113.10";
    private static final String NODE_ADDRESS = "10.0.1.20";
    private static final List<String> EARLIER = List.of("10.200.0.0/24", "fd00:10:200::/64");
    private static final List<String> NEW = List.of("10.200.77.0/24", "fd00:10:200:77::/64");

    /** A network of another name that has no ranges of its own draws on the node's. */
    private static final String ANOTHER_NETWORK = """
            {"cniVersion": "1.0.0", "name": "another", "plugins": [{"type": "flatnet"}]}
            """;

    static Stream<Named<UnaryOperator<LabSpec>>> clusters() {
        return Stream.of(
                Named.of("bridge", spec -> spec),
                Named.of(
                        "layer2, vxlan, dual stack",
                        spec -> spec.withAttach(AttachMode.LAYER2)
                                .withMode(FabricMode.VXLAN)
                                .withFamilies(Families.DUAL)),
                Named.of(
                        "routed, dual stack",
                        spec -> spec.withAttach(AttachMode.ROUTED).withFamilies(Families.DUAL)));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void newPodsAreServedFromItAndEarlierOnesKeepWhatTheirNodeCanGive(UnaryOperator<LabSpec> cluster) throws Exception {
        try (TestLab lab = TestLab.up(spec -> cluster.apply(spec.withPods(1)));
                AnotherPod another = new AnotherPod(lab)) {
            changeRange(lab);
            TestLab.await("the agent knows of it", () -> ranges(lab).contains(NEW.getFirst() + " 0 false"));
            PodView pod = lab.lab().addPod(NEW_POD, NODE);
            assertThat(pod.addresses())
                    .allMatch(address -> NEW.stream().map(Cidr::parse).anyMatch(range -> range.contains(address)));
            reaches(lab, "pod-1-0", pod);
            works(lab, another);
            String before = kernel(lab) + ranges(lab);
            lab.lab().agent(AgentVerb.KILL, NODE);
            lab.lab().agent(AgentVerb.START, NODE);
            assertThat(kernel(lab) + ranges(lab)).isEqualTo(before);
            works(lab, another);
            lab.lab().deletePod(EARLIER_POD);
            another.detach();
            TestLab.await(
                    "nothing speaks of the earlier range", () -> !speaksOfTheEarlierRange(kernel(lab) + ranges(lab)));
        }
    }

    /** What is to hold while pods of both ranges are there. */
    private static void works(TestLab lab, AnotherPod another) throws IOException {
        assertThat(ranges(lab))
                .contains(NEW.getFirst() + " 1 false", EARLIER.getFirst() + " 2 true")
                .hasSize(2 * familiesOf(lab));
        assertThat(lab.flatnet(NODE, "status").output())
                .contains("range 10.200.0.0/24  2 leased, no longer the node's");
        assertThat(another.seenOutsideAs()).isEqualTo(NODE_ADDRESS);
        another.check();
        List<Check> checks = lab.lab().check().checks();
        assertThat(checks.stream()
                        .filter(check -> !check.ok())
                        .filter(check ->
                                !isBetweenTheEarlierPodAndTheOtherNode(check) && !knowsTheEarlierGateway(check)))
                .isEmpty();
        assertThat(checks.stream()
                        .filter(check -> check.kind() == CheckKind.CROSS_NODE)
                        .filter(RangeChangeKernelTest::isBetweenTheEarlierPodAndTheOtherNode))
                .as("other nodes know the present range alone")
                .isNotEmpty()
                .noneMatch(Check::ok);
    }

    private static boolean isBetweenTheEarlierPodAndTheOtherNode(Check check) {
        return check.from().equals(EARLIER_POD) && OTHER_NODE.contains(check.to())
                || check.to().equals(EARLIER_POD) && OTHER_NODE.contains(check.from());
    }

    /** The lab takes only addresses of the range that it gave the node for the node's own; that they arrive is enough. */
    private static boolean knowsTheEarlierGateway(Check check) {
        return check.kind() == CheckKind.NODE_TO_POD
                && check.from().equals(NODE)
                && check.detail().matches("(?s).*(10\\.200\\.77\\.|fd00:10:200:77:).*");
    }

    private static int familiesOf(TestLab lab) {
        return lab.node(NODE).podCidrs().size();
    }

    private static void reaches(TestLab lab, String from, PodView to) throws IOException {
        try (Prober prober = lab.program().prober(lab.namespace(from))) {
            for (var address : to.addresses()) {
                TestLab.await(
                        from + " reaches " + address,
                        () -> prober.ask("tcp " + address + " " + PodView.APP_PORT)
                                .join()
                                .ok());
            }
        }
    }

    private static void changeRange(TestLab lab) throws IOException {
        try (Stream<Path> files = Files.list(lab.manifests())) {
            Path file = files.filter(one -> one.toString().endsWith("-nodes.yaml"))
                    .findFirst()
                    .orElseThrow();
            String nodes = Files.readString(file);
            for (int i = 0; i < familiesOf(lab); i++) {
                assertThat(nodes).contains('"' + EARLIER.get(i) + '"');
                nodes = nodes.replace('"' + EARLIER.get(i) + '"', '"' + NEW.get(i) + '"');
            }
            Path next = Files.writeString(file.resolveSibling(".nodes.new"), nodes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** {@code 10.200.0.0/24 2 true}: a range, how many of its addresses are leased, whether it was the node's earlier. */
    private static List<String> ranges(TestLab lab) throws IOException {
        JsonNode status = JsonMapper.shared()
                .readTree(lab.flatnet(NODE, "status", "--json").output());
        return status.get("ranges")
                .valueStream()
                .map(range -> range.get("range").asString()
                        + ' '
                        + range.get("leased").asInt()
                        + ' '
                        + range.get("earlier").asBoolean())
                .toList();
    }

    /** What the node's kernel holds. */
    private static String kernel(TestLab lab) throws IOException {
        return lab.run(NODE, "nft", "--stateless", "list", "ruleset")
                + lab.run(NODE, "ip", "-br", "address")
                + lab.run(NODE, "ip", "route")
                + lab.run(NODE, "ip", "-6", "route");
    }

    private static boolean speaksOfTheEarlierRange(String text) {
        String withoutTheCluster = text.replace("10.200.0.0/16", "").replace("fd00:10:200::/48", "");
        return Pattern.compile("10\\.200\\.0\\.|fd00:10:200::")
                .matcher(withoutTheCluster)
                .find();
    }

    /** A pod of the network of another name, with an address of the earlier range. */
    private static final class AnotherPod implements AutoCloseable {
        private final TestLab lab;
        private final Libcni runtime;
        private final NetworkList network;
        private final Path namespace;
        private final Attachment attachment;

        AnotherPod(TestLab lab) throws IOException {
            this.lab = lab;
            runtime = lab.runtime(lab.node(NODE));
            Path folder = Files.createDirectories(lab.root(NODE).resolve("another"));
            Files.writeString(folder.resolve("10-another.conflist"), ANOTHER_NETWORK);
            network = NetworkList.firstIn(folder).orElseThrow();
            namespace = lab.namespace("another-0");
            attachment = Attachment.of("another-0", namespace);
            NetworkNamespace.createNamed(namespace).close();
            try {
                JsonNode result = runtime.add(network, attachment);
                assertThat(result.at("/ips/0/address").asString("")).startsWith("10.200.0.");
            } catch (IOException | RuntimeException | AssertionError e) {
                close();
                throw e;
            }
        }

        String seenOutsideAs() throws IOException {
            try (Prober prober = lab.program().prober(namespace)) {
                Answer answer = prober.ask("tcp " + OUTSIDE + " 80 --timeout-millis 5000")
                        .join();
                assertThat(answer.ok()).as(answer.detail()).isTrue();
                return answer.saw();
            }
        }

        void check() throws IOException {
            runtime.check(network, attachment);
        }

        void detach() throws IOException {
            runtime.delete(network, attachment);
        }

        @Override
        public void close() throws IOException {
            detach();
            NetworkNamespace.removeNamed(namespace);
        }
    }
}
