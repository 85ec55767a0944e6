package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.pod.Waiting;

/** The real agent in a process and a namespace of its own, and the real executable that calls it. */
final class AgentProcess implements AutoCloseable {
    final NetworkNamespace namespace = NetworkNamespace.create();
    final Path log;
    private final Path root;
    private final Path manifests;
    private final Path executable;
    private final Map<String, String> environment;
    private final List<String> wrapper;
    private final List<Path> pods = new ArrayList<>();
    private Process process;

    /** How the executable ended. */
    record Outcome(int status, String output) {}

    /** @param environment of the agent, beside its parent's */
    AgentProcess(Path folder, Map<String, String> environment, String manifest) throws Exception {
        this(folder, environment, List.of(), manifest);
    }

    /** @param wrapper a program that becomes the agent, whose command follows */
    AgentProcess(Path folder, Map<String, String> environment, List<String> wrapper, String manifest) throws Exception {
        this.environment = environment;
        this.wrapper = wrapper;
        root = folder.resolve("root");
        log = folder.resolve("agent.log");
        manifests = Files.createDirectories(folder.resolve("manifests"));
        executable = Files.createDirectories(root.resolve("opt/cni/bin")).resolve("flatnet");
        compile("-O2", "-o", executable.toString(), "../shim/flatnet-cni.c");
        in("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0");
        in("ip", "link", "set", "lo", "up");
        write(manifest);
        process = start();
        awaitServing();
    }

    static void compile(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("cc"));
        command.addAll(List.of(arguments));
        Outcome outcome = run(new ProcessBuilder(command), "");
        assertThat(outcome.status()).as(outcome.output()).isZero();
    }

    /** What the agent knows of the cluster from now on. */
    void write(String manifest) throws IOException {
        Path next = manifests.resolveSibling("next.yaml");
        Files.writeString(next, manifest);
        Files.move(next, manifests.resolve("cluster.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                AgentProcess.class.getName(),
                root.toString(),
                manifests.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return namespace.call(builder::start);
    }

    /** Ends the agent without its doing, and starts another. */
    void restart() throws IOException {
        kill();
        process = start();
        awaitServing();
    }

    private void kill() {
        process.destroyForcibly().onExit().join();
    }

    private void awaitServing() throws IOException {
        Waiting.until("the agent to serve; its log is " + log, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the agent has ended: " + Files.readString(log));
            }
            return call("STATUS", "", "").status() == 0;
        });
    }

    /**
     * Calls the executable.
     *
     * @param container the name of a namespace too; empty for none
     * @param more members of the network's configuration, each with a comma before
     */
    Outcome call(String command, String container, String more) throws IOException {
        String config = "{\"cniVersion\": \"1.1.0\", \"name\": \"flatnet\", \"type\": \"flatnet\"" + more + "}";
        return call("flatnet", variables(command, container), config);
    }

    /** The environment of a call. */
    Map<String, String> variables(String command, String container) {
        Map<String, String> variables = new HashMap<>(Map.of("CNI_COMMAND", command, "CNI_PATH", "/opt/cni/bin"));
        if (!container.isEmpty()) {
            variables.put("CNI_CONTAINERID", container);
            variables.put("CNI_IFNAME", "eth0");
            variables.put("CNI_NETNS", path(container).toString());
        }
        return variables;
    }

    /** Calls the executable under another plugin's name, with any environment and configuration. */
    Outcome call(String plugin, Map<String, String> variables, String config) throws IOException {
        Path named = executable.resolveSibling(plugin);
        if (!Files.exists(named)) {
            Files.copy(executable, named, StandardCopyOption.COPY_ATTRIBUTES);
        }
        ProcessBuilder builder = new ProcessBuilder(named.toString());
        builder.environment().putAll(variables);
        return namespace.call(() -> run(builder, config));
    }

    long pid() {
        return process.pid();
    }

    /** Makes a pod's namespace, as a container runtime does. */
    void pod(String container) throws IOException {
        pods.add(path(container));
        NetworkNamespace.createNamed(path(container)).close();
    }

    /** The folder of a network's leases. */
    Path leases(String network) {
        return new NodePaths(root).leases().resolve(network);
    }

    Path path(String container) {
        return root.resolveSibling(container);
    }

    /** Runs a program on the node; its output. It must succeed. */
    String in(String... command) throws IOException {
        Outcome outcome = namespace.call(() -> run(new ProcessBuilder(command), ""));
        if (outcome.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + outcome.output());
        }
        return outcome.output();
    }

    private static Outcome run(ProcessBuilder builder, String input) throws IOException {
        Process process = builder.redirectErrorStream(true).start();
        try (var to = process.getOutputStream()) {
            to.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        for (Path pod : pods) {
            NetworkNamespace.removeNamed(pod);
        }
        namespace.close();
    }

    /** The agent: its root folder, and its folder of manifests. */
    static void main(String[] arguments) throws Exception {
        AgentConfig config = AgentConfig.load(
                null, Map.of("node", "worker-0", "root", arguments[0], "manifests", arguments[1], "mode", "native"));
        try (Agent _ = Agent.start(config)) {
            // For as long as who started it lives.
            long _ = System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
