package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.report.LabView;
import org.flatnet.lab.run.Lab;
import org.flatnet.lab.state.LabHome;

/** A lab that lives for one test, with a name of its own. */
final class TestLab implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final LabHome home = LabHome.fromEnvironment();
    private final Lab lab;

    private TestLab(String name, LabSpec spec) {
        this.name = name;
        this.lab = new Lab(home, TestedSoftware.of(), Topology.of(spec), _ -> {});
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

    record Outcome(int status, String output) {}

    Outcome tryRun(String place, String... command) throws IOException {
        Process process = new ProcessBuilder(lab.execCommand(place, List.of(command)))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lab.down(complaint -> {
            throw new AssertionError(complaint);
        });
    }
}
