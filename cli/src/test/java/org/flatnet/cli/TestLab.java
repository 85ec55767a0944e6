package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.process.Waiting;
import org.flatnet.lab.report.LabView;
import org.flatnet.lab.run.Lab;
import org.flatnet.lab.state.LabHome;

/** A lab that lives for one test, with a name of its own. */
final class TestLab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final LabHome home = LabHome.fromEnvironment();
    private final Topology topology;
    private final Lab lab;

    private TestLab(String name, LabSpec spec) {
        this.name = name;
        this.topology = Topology.of(spec);
        this.lab = new Lab(home, TestedSoftware.of(), topology, _ -> {});
    }

    /** Brings a lab up that differs from the reference cluster as the change says. */
    static TestLab up(UnaryOperator<LabSpec> change) throws IOException {
        String name = "t" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        TestLab lab = new TestLab(name, change.apply(LabSpec.named(name)));
        try {
            lab.lab.claim();
            lab.lab.up();
            return lab;
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    Lab lab() {
        return lab;
    }

    /** A node's root folder. */
    Path root(String node) {
        return home.folder(name).resolve(node);
    }

    /** Calls a node's plugins as a runtime does; its cache of results is a folder beside the lab's. */
    Libcni runtime(NodePlan node) {
        return new Libcni(
                new PodProgram(home.program()),
                home.namespace(name, node.name()),
                home.cniBin(name, node),
                home.folder(name).resolve("results-" + node.name()));
    }

    NetworkList network(NodePlan node) throws IOException {
        return NetworkList.firstIn(home.cniConf(name, node)).orElseThrow();
    }

    NodePlan node(String node) {
        return topology.node(node).orElseThrow();
    }

    Path log(String node) {
        return home.agentLog(name, node(node));
    }

    PodProgram program() {
        return new PodProgram(home.program());
    }

    Path namespace(String place) {
        return home.namespace(name, place);
    }

    /** Has a place of the lab advertise itself as a router on one of its links, and a network of 64 bits if one is given. */
    void advertise(String place, String link, String... network) throws IOException {
        String router = home.program().resolveSibling("flatnet-router").toString();
        List<String> words = new ArrayList<>(List.of(router, namespace(place).toString(), link, "1800"));
        words.addAll(List.of(network));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).isEmpty();
    }

    /** Runs flatnet itself on a node; what it printed, whatever its exit status. */
    Outcome flatnet(String node, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Flatnet.class.getName()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--root", root(node).toString()));
        return tryRun(node, words.toArray(String[]::new));
    }

    /** Looks again and again until it holds; long before its patience ends, or never. */
    static void await(String what, Waiting.Look<Boolean> condition) throws IOException {
        boolean held = Waiting.until(Boolean::booleanValue, PATIENCE, condition);
        assertThat(held).as("still not so: %s", what).isTrue();
    }

    Path manifests() {
        return home.manifests(name);
    }

    /** Insists on every check of the lab. */
    LabView passesEveryCheck() throws IOException {
        LabView view = lab.check();
        assertThat(view.checks().stream().filter(check -> !check.ok()).map(Check::toString))
                .isEmpty();
        assertThat(view.allReady()).isTrue();
        assertThat(view.checks()).hasSizeGreaterThan(50);
        return view;
    }

    /** Runs a program in a place of the lab; what it printed. It must succeed. */
    String run(String place, String... command) throws IOException {
        Outcome outcome = tryRun(place, command);
        assertThat(outcome.status())
                .as("%s in %s: %s", List.of(command), place, outcome.output())
                .isZero();
        return outcome.output();
    }

    Outcome tryRun(String place, String... command) throws IOException {
        Process process = new ProcessBuilder(lab.execCommand(place, List.of(command)))
                .redirectErrorStream(true)
                .start();
        return Outcome.of(process);
    }

    @Override
    public void close() throws IOException {
        lab.down(complaint -> {
            throw new AssertionError(complaint);
        });
    }
}
