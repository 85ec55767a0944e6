package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.process.Waiting;
import org.flatnet.lab.state.LabHome;
import org.flatnet.lab.state.LabStore;
import org.jspecify.annotations.Nullable;

/** The agents of a lab's nodes, a process each, in its node's namespace. */
final class Agents {
    private static final Duration EXEC_PATIENCE = Duration.ofMillis(40);
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
    private static final int SHOWN_LOG_LINES = 8;

    private final LabHome home;
    private final PodProgram program;
    private final LabStore store;
    private final Topology topology;
    private final NodeSoftware software;

    Agents(LabHome home, PodProgram program, LabStore store, Topology topology, NodeSoftware software) {
        this.home = home;
        this.program = program;
        this.store = store;
        this.topology = topology;
        this.software = software;
    }

    private String lab() {
        return topology.spec().name();
    }

    NodeFiles files(NodePlan node) {
        return new NodeFiles(home.nodeRoot(lab(), node), Manifests.folder(home, topology.spec()));
    }

    /** Starts a node's agent and does not wait for it. No process where the software needs none. */
    void start(NodePlan node) throws IOException {
        List<String> command = software.agentCommand(node, files(node));
        if (command.isEmpty()) {
            return;
        }
        Path log = home.agentLog(lab(), node);
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(program.run(home.namespace(lab(), node.name()), true, command))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        store.update(lab(), state -> state.withAgent(node.name(), process.pid()));
    }

    /** Waits until a node's agent can serve. */
    void awaitServing(NodePlan node) throws IOException {
        boolean isProcess = !software.agentCommand(node, files(node)).isEmpty();
        boolean serves = Waiting.until(Boolean::booleanValue, START_PATIENCE, () -> {
            if (software.serves(node, files(node))) {
                return true;
            }
            if (isProcess && process(node).isEmpty()) {
                throw new IOException("the agent of " + node.name() + " has ended" + logEnd(node));
            }
            return false;
        });
        if (!serves) {
            throw new IOException("the agent of " + node.name() + " does not serve after " + START_PATIENCE.toSeconds()
                    + " s" + logEnd(node));
        }
    }

    private String logEnd(NodePlan node) throws IOException {
        Path log = home.agentLog(lab(), node);
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log);
        return "; the end of " + log + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
    }

    /** The process of a node's agent, or empty if none is alive. A number that is now another's does not count. */
    Optional<ProcessHandle> process(NodePlan node) throws IOException {
        @Nullable Long pid = store.require(lab()).agents().get(node.name());
        if (pid == null) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> isOf(node, handle));
    }

    /**
     * Between fork and entering the node the process is still here: its command line tells it then. In the moment of an
     * exec there is none to be read, and of a process that has ended there never is one again.
     */
    private boolean isOf(NodePlan node, ProcessHandle handle) {
        Path file = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
        try {
            String words = Waiting.until(text -> !text.isEmpty(), EXEC_PATIENCE, () -> Files.readString(file));
            return words.contains(home.nodeRoot(lab(), node).toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks a node's agent to end and waits until it has. */
    void stop(NodePlan node) throws IOException {
        end(node, ProcessHandle::destroy);
    }

    /** Ends a node's agent without its doing. */
    void kill(NodePlan node) throws IOException {
        end(node, ProcessHandle::destroyForcibly);
    }

    private void end(NodePlan node, Consumer<ProcessHandle> how) throws IOException {
        Optional<ProcessHandle> process = process(node);
        process.ifPresent(how);
        Optional<ProcessHandle> left = Waiting.until(Optional::isEmpty, STOP_PATIENCE, () -> process(node));
        if (left.isPresent()) {
            throw new IOException(
                    "the agent of " + node.name() + ", process " + left.get().pid()
                            + ", has not ended after " + STOP_PATIENCE.toSeconds() + " s: `./flatnet lab agent kill "
                            + node.name() + "` ends it");
        }
        store.update(lab(), state -> state.withoutAgent(node.name()));
    }
}
