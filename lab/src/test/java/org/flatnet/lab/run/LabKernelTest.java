package org.flatnet.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.lab.LabFolder;
import org.flatnet.lab.TestProgram;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.report.LabView;
import org.flatnet.lab.report.StoryLine;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.flatnet.lab.state.LabExistsException;
import org.flatnet.lab.state.LabHome;
import org.flatnet.lab.state.LabStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole lab on a real kernel, with the walkthrough's network on its nodes; and that nothing of it is ever left. */
@Tag("kernel")
class LabKernelTest {
    private static final LabSpec SPEC = LabSpec.named("lab");

    @TempDir
    private Path folder;

    private LabHome home;
    private PodProgram program;
    private Machine before;

    /** What a lab could leave behind. */
    record Machine(List<String> namespaces, String links, List<String> processes, List<String> mounts) {}

    private Machine machine() throws IOException, InterruptedException {
        try (Stream<Path> names = Files.list(home.namespaces());
                Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            Process ip = new ProcessBuilder("ip", "-o", "link").start();
            String links = new String(ip.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            ip.waitFor();
            return new Machine(
                    names.map(Path::toString).sorted().toList(),
                    links,
                    ProcessHandle.allProcesses()
                            .filter(ProcessHandle::isAlive)
                            .flatMap(process -> commandLine(process.pid()))
                            .filter(words -> words.contains(folder.toString()))
                            .toList(),
                    mounts.filter(line -> line.contains(folder.toString())).toList());
        }
    }

    private static Stream<String> commandLine(long pid) {
        try {
            return Stream.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    @BeforeEach
    void prepare() throws Exception {
        home = LabFolder.in(folder);
        program = TestProgram.built();
        before = machine();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (String name : new LabStore(home).names()) {
            Lab.leftover(home, software(LabSpec.named(name)), name, _ -> {}).down(_ -> {});
        }
        assertThat(machine()).isEqualTo(before);
        assertThat(home.folder("lab")).doesNotExist();
    }

    private WalkthroughSoftware software(LabSpec spec) {
        return new WalkthroughSoftware(home, program, Topology.of(spec));
    }

    private Lab lab(LabSpec spec) {
        return new Lab(home, software(spec), Topology.of(spec), _ -> {});
    }

    private Lab up(LabSpec spec) throws IOException {
        Lab lab = lab(spec);
        lab.claim();
        lab.up();
        return lab;
    }

    private static List<Check> failed(LabView view) {
        return view.checks().stream().filter(check -> !check.ok()).toList();
    }

    @Test
    void aNetworkThatWorksPassesEverythingButIsolation() throws Exception {
        Lab lab = lab(SPEC);
        lab.claim();
        List<StoryLine> story = lab.up();
        assertThat(story)
                .filteredOn(line -> line.place().equals("worker-0"))
                .extracting(StoryLine::text)
                .satisfiesExactly(
                        text -> assertThat(text).isEqualTo("NotReady: cni plugin not initialized"),
                        text -> assertThat(text).isEqualTo("pod range 10.200.0.0/24"),
                        text -> assertThat(text).isEqualTo("CNI configuration /etc/cni/net.d/10-walkthrough.conflist"),
                        text -> assertThat(text).isEqualTo("route 10.200.1.0/24 via 10.0.1.21 dev eth0"),
                        text -> assertThat(text).isEqualTo("Ready: STATUS answered by walkthrough"));
        LabView view = lab.check();
        assertThat(view.allReady()).isTrue();
        assertThat(view.nodes()).allMatch(node -> node.agentPid() > 0);
        assertThat(view.pods()).hasSize(4);
        assertThat(failed(view))
                .as("a plain bridge stops no forger")
                .isNotEmpty()
                .allMatch(check -> check.kind() == CheckKind.ISOLATION);
        lab.down(complaint -> assertThat(complaint).isNull());
    }

    @Test
    void theSourceCheckIsTheNamedCauseOfWhatItBreaks() throws Exception {
        Lab lab = up(SPEC.withPods(1).withSourceDestCheck(true));
        List<Check> failed = failed(lab.check());
        assertThat(failed)
                .filteredOn(check -> check.kind() == CheckKind.CROSS_NODE)
                .hasSize(6)
                .allMatch(check -> check.detail().contains("source/destination check dropped"));
        assertThat(failed).noneMatch(check -> check.kind() == CheckKind.LOCALHOST || check.kind() == CheckKind.CNI);
    }

    @Test
    void podsComeAndGoByName() throws Exception {
        Lab lab = up(SPEC.withPods(0));
        assertThat(lab.addPod("web", "worker-1").addresses().toString()).isEqualTo("[10.200.1.2]");
        assertThatThrownBy(() -> lab.addPod("web", "worker-0")).hasMessageContaining("already");
        assertThatThrownBy(() -> lab.addPod("vpc", "worker-0")).hasMessageContaining("cannot name a pod");
        assertThatThrownBy(() -> lab.addPod("other", "worker-7"))
                .hasMessage("the lab has no node \"worker-7\": expected one of worker-0, worker-1");
        Process exec = new ProcessBuilder(lab.execCommand("web", List.of("ip", "-o", "-4", "address"))).start();
        assertThat(new String(exec.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("10.200.1.2/24");
        assertThatThrownBy(() -> lab.execCommand("mars", List.of("true"))).hasMessageContaining("expected one of vpc");
        lab.deletePod("web");
        assertThat(lab.view().pods()).isEmpty();
        assertThat(home.namespace("lab", "web")).doesNotExist();
        assertThat(home.folder("lab").resolve("worker-1/deleted")).content().hasLineCount(1);
        assertThatThrownBy(() -> lab.deletePod("web")).hasMessage("the lab has no pod \"web\"");
    }

    @Test
    void aPodThatCannotBeAttachedLeavesNothing() throws Exception {
        Lab lab = up(SPEC.withPods(0));
        Files.writeString(home.folder("lab").resolve("worker-0/fail-add"), "");
        assertThatThrownBy(() -> lab.addPod("web", "worker-0")).hasMessage("walkthrough ADD: error 999: on purpose");
        assertThat(home.namespace("lab", "web")).doesNotExist();
        assertThat(lab.view().pods()).isEmpty();
        assertThat(home.folder("lab").resolve("worker-0/deleted"))
                .as("DEL after a failed ADD")
                .exists();
    }

    @Test
    void agentsAreStartedStoppedAndKilled() throws Exception {
        Lab lab = up(SPEC.withNodes(1).withPods(1));
        long first = lab.view().nodes().getFirst().agentPid();
        assertThatThrownBy(() -> lab.agent(AgentVerb.START, "worker-0")).hasMessageContaining("runs already");
        lab.agent(AgentVerb.STOP, "worker-0");
        assertThat(lab.view().nodes().getFirst().agentPid()).isZero();
        lab.agent(AgentVerb.STOP, "worker-0");
        Files.delete(home.folder("lab").resolve("worker-0/serving"));
        lab.agent(AgentVerb.KILL, "worker-0");
        assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void labsStandSideBySideAndANameIsTakenOnce() throws Exception {
        Lab one = up(SPEC.withPods(1));
        Lab other = up(LabSpec.named("other").withNodes(1).withPods(1));
        assertThatThrownBy(() -> lab(SPEC).claim()).isInstanceOf(LabExistsException.class);
        other.down(_ -> {});
        assertThat(one.view().nodes()).allMatch(LabView.Node::ready);
    }

    @Test
    void whatAKilledLabLeftIsCleared() throws Exception {
        String classPath = System.getProperty("java.class.path");
        for (String stage : List.of("claimed", "halfway", "up")) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            classPath,
                            KilledLab.class.getName(),
                            folder.toString(),
                            stage)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(128 + 9);
            assertThat(new LabStore(home).names()).as(output).containsExactly("lab");
            Lab.leftover(home, software(SPEC), "lab", _ -> {}).down(_ -> {});
            assertThat(machine()).as(stage).isEqualTo(before);
        }
    }

    /** Brings a lab up and kills its own process at a stage. */
    static final class KilledLab {
        private KilledLab() {}

        public static void main(String... arguments) throws Exception {
            LabHome home = new LabHome(
                    Path.of(arguments[0]),
                    Path.of("target/flatnet-pod").toAbsolutePath(),
                    Path.of(arguments[0], "netns"));
            Topology topology = Topology.of(SPEC);
            String stage = arguments[1];
            Lab lab = new Lab(
                    home, new WalkthroughSoftware(home, new PodProgram(home.program()), topology), topology, step -> {
                        if (stage.equals("halfway") && step.contains("starting the pods")) {
                            Thread.ofPlatform().start(KilledLab::die);
                        }
                    });
            lab.claim();
            if (!stage.equals("claimed")) {
                lab.up();
            }
            die();
        }

        private static void die() {
            try {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
