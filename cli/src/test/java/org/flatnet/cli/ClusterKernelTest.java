package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole clusters with the real agent on each node: every mode, and what people and other programs do to them. */
@Tag("lab")
class ClusterKernelTest {
    private static final String NODE = "worker-0";

    static Stream<Named<UnaryOperator<LabSpec>>> clusters() {
        return Stream.of(
                Named.of("reference", spec -> spec),
                Named.of("dual stack", spec -> spec.withFamilies(Families.DUAL)),
                Named.of("IPv6", spec -> spec.withFamilies(Families.IPV6)),
                Named.of("vxlan", spec -> spec.withMode(FabricMode.VXLAN).withMtu(1400)),
                Named.of("cloud", spec -> spec.withMode(FabricMode.CLOUD)),
                Named.of(
                        "cross-subnet",
                        spec -> spec.withMode(FabricMode.CROSS_SUBNET)
                                .withNodes(3)
                                .withSubnets(2)
                                .withFamilies(Families.DUAL)),
                Named.of("layer2", spec -> spec.withAttach(AttachMode.LAYER2).withFamilies(Families.DUAL)),
                Named.of("routed", spec -> spec.withAttach(AttachMode.ROUTED).withFamilies(Families.DUAL)));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void everyCheckPasses(UnaryOperator<LabSpec> cluster) throws Exception {
        try (TestLab lab = TestLab.up(cluster)) {
            lab.passesEveryCheck();
        }
    }

    @Test
    void aSourceCheckThatIsLeftOnIsNamedAsTheCause() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withSourceDestCheck(true))) {
            List<Check> failed = lab.lab().check().checks().stream()
                    .filter(check -> !check.ok())
                    .toList();
            assertThat(failed)
                    .isNotEmpty()
                    .allSatisfy(check -> assertThat(check.detail()).containsIgnoringCase("source/destination check"));
            assertThat(failed).extracting(Check::kind).contains(CheckKind.CROSS_NODE);
        }
    }

    @Test
    void aKilledAgentAdoptsWhatIsThere() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec)) {
            String before = lab.run(NODE, "nft", "--stateless", "list", "ruleset") + lab.run(NODE, "ip", "-d", "route");
            lab.lab().agent(AgentVerb.KILL, NODE);
            lab.lab().agent(AgentVerb.START, NODE);
            assertThat(lab.run(NODE, "nft", "--stateless", "list", "ruleset") + lab.run(NODE, "ip", "-d", "route"))
                    .isEqualTo(before);
            lab.passesEveryCheck();
        }
    }

    @Test
    void uninstallLeavesNothing() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec.withMode(FabricMode.VXLAN))) {
            lab.lab().agent(AgentVerb.STOP, NODE);
            String output = lab.flatnet(NODE, "uninstall", "--verify").output();
            assertThat(output).endsWith("nothing is left\n");
            assertThat(lab.run(NODE, "nft", "list", "ruleset")).isEmpty();
            assertThat(lab.run(NODE, "ip", "route", "show", "proto", "70")).isEmpty();
            assertThat(lab.run(NODE, "ip", "-br", "link")).doesNotContain("fn", "flatnet");
            assertThat(lab.root(NODE).resolve("run/flatnet")).doesNotExist();
            assertThat(Files.exists(lab.root(NODE).resolve("opt/cni/bin/flatnet")))
                    .isFalse();
        }
    }
}
