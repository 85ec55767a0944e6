package org.flatnet.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.cloud.SourceCheckRules.Drops;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.Answer;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Test;

/** Which questions a lab is asked, and what is made of the answers. */
class TrialPlanTest {
    private static final LabSpec SPEC = LabSpec.named("lab");

    private static List<PodView> pods(Topology topology) {
        List<PodView> pods = new ArrayList<>();
        topology.nodes()
                .forEach(node -> topology.podNames(node).forEach(name -> {
                    int last = 2 + topology.podNames(node).indexOf(name);
                    List<IpAddress> addresses = node.podCidrs().stream()
                            .map(range -> range.first().plus(last))
                            .toList();
                    pods.add(new PodView(name, node.name(), addresses, "02:00:00:00:00:0" + pods.size()));
                }));
        return pods;
    }

    private static List<Trial> plan(LabSpec spec) {
        Topology topology = Topology.of(spec);
        return TrialPlan.of(topology, pods(topology));
    }

    private static long count(List<Trial> trials, CheckKind kind) {
        return trials.stream().filter(trial -> trial.kind() == kind).count();
    }

    @Test
    void theReferenceClusterIsTriedWhole() {
        List<Trial> trials = plan(SPEC);
        assertThat(count(trials, CheckKind.LOCALHOST))
                .as("both ways and the bind, 4 pods")
                .isEqualTo(12);
        assertThat(count(trials, CheckKind.SAME_NODE))
                .as("4 ordered pairs, 3 protocols")
                .isEqualTo(12);
        assertThat(count(trials, CheckKind.CROSS_NODE))
                .as("8 ordered pairs, 3 protocols")
                .isEqualTo(24);
        assertThat(count(trials, CheckKind.NODE_TO_POD)).isEqualTo(24);
        assertThat(count(trials, CheckKind.POD_TO_NODE)).isEqualTo(24);
        assertThat(count(trials, CheckKind.OUTSIDE)).as("3 out, 1 in, 4 pods").isEqualTo(16);
        assertThat(count(trials, CheckKind.ISOLATION))
                .as("address and MAC, 4 pods")
                .isEqualTo(8);
        assertThat(count(trials, CheckKind.MTU)).isEqualTo(4);
        assertThat(trials).extracting(Trial::name).doesNotHaveDuplicates();
    }

    @Test
    void bothFamiliesAreTriedInFull() {
        List<Trial> one = plan(SPEC);
        List<Trial> both = plan(SPEC.withFamilies(Families.DUAL));
        for (CheckKind kind :
                List.of(CheckKind.SAME_NODE, CheckKind.CROSS_NODE, CheckKind.NODE_TO_POD, CheckKind.MTU)) {
            assertThat(count(both, kind)).as(kind.toString()).isEqualTo(2 * count(one, kind));
        }
        assertThat(both).extracting(Trial::name).doesNotHaveDuplicates();
        assertThat(both)
                .filteredOn(trial -> trial.name().equals("tcp ipv6 pod-0-0 to pod-1-0"))
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.question()).isEqualTo("tcp fd00:10:200:1::2 8080");
                    assertThat(trial.path()).isEqualTo("fd00:10:200::2 → [fd00:10:200:1::2]:8080");
                });
    }

    @Test
    void aPodKeepsItsAddressTowardsAnotherNodeOnlyWhereThatIsNative() {
        assertThat(sources(SPEC, "tcp pod-0-0 to worker-1")).isEqualTo("[10.200.0.2]");
        LabSpec crossing = SPEC.withMode(FabricMode.CROSS_SUBNET).withNodes(3).withSubnets(2);
        assertThat(sources(crossing, "tcp pod-0-0 to worker-0")).isEqualTo("[10.200.0.2]");
        assertThat(sources(crossing, "tcp pod-0-0 to worker-1")).isEqualTo("[10.0.1.20]");
        assertThat(sources(crossing, "tcp pod-0-0 to worker-2")).isEqualTo("[10.200.0.2]");
    }

    private static String sources(LabSpec spec, String name) {
        return plan(spec).stream()
                .filter(trial -> trial.name().equals(name))
                .map(trial ->
                        ((Expectation.SeenAs) trial.expectation()).addresses().toString())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theAnswerIsTheEvidence() {
        Trial trial = plan(SPEC).stream()
                .filter(each -> each.name().equals("tcp pod-0-0 to pod-1-0"))
                .findFirst()
                .orElseThrow();
        assertThat(trial.judge(new Answer(true, "10.200.0.2", 110, 0, 0, "pod-1-0/app")))
                .isEqualTo(new Check(
                        "tcp pod-0-0 to pod-1-0",
                        CheckKind.CROSS_NODE,
                        "tcp",
                        "pod-0-0",
                        "pod-1-0",
                        "10.200.0.2 → 10.200.1.2:8080",
                        true,
                        "the server saw 10.200.0.2: no NAT",
                        110));
        assertThat(trial.judge(new Answer(true, "10.0.1.20", 110, 0, 0, "pod-1-0/app")))
                .matches(check -> !check.ok())
                .extracting(Check::detail)
                .isEqualTo("the server saw 10.0.1.20: expected 10.200.0.2 (no NAT)");
        assertThat(trial.judge(new Answer(true, "10.200.0.2", 110, 0, 0, "pod-1-1/app"))
                        .detail())
                .isEqualTo("expected pod-1-0/app to answer, it was pod-1-1/app");
        assertThat(trial.judge(Answer.failed("no answer")).ok()).isFalse();
    }

    @Test
    void largestPacketsMustBeWhatTheLinkSaysAndTheNetworkCarries() {
        Expectation whole = new Expectation.WholePackets(1430, 1450, "1500 less the overlay");
        assertThat(whole.judge(new Answer(true, "", 1, 1450, 1450, "")).ok()).isTrue();
        assertThat(whole.judge(new Answer(false, "", 1, 1400, 1450, "")).ok()).isFalse();
        assertThat(whole.judge(new Answer(true, "", 1, 1500, 1500, "")).ok()).isFalse();
        assertThat(whole.judge(Answer.failed("no echo")).detail()).isEqualTo("no echo");
    }

    @Test
    void theSourceCheckIsNamedAsTheCauseWhereItDropped() {
        Topology topology = Topology.of(SPEC.withSourceDestCheck(true));
        SourceCheckCause cause = new SourceCheckCause(topology, pods(topology), Map.of("worker-0", new Drops(3, 0)));
        Check across = failed("pod-0-0", "pod-1-0");
        assertThat(cause.explain(across).detail())
                .contains("3 packets from worker-0 with a source that is not its own")
                .contains("--source-dest-check off");
        Check within = failed("pod-0-0", "pod-0-1");
        assertThat(cause.explain(within)).isEqualTo(within);
        Check elsewhere = failed("pod-1-0", "outside");
        assertThat(cause.explain(elsewhere)).isEqualTo(elsewhere);
    }

    private static Check failed(String from, String to) {
        return new Check("tcp", CheckKind.CROSS_NODE, "tcp", from, to, "", false, "no answer", 0);
    }
}
