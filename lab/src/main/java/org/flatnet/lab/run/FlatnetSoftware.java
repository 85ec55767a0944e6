package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;

/**
 * The real agent, a process each, and its installation.
 *
 * @param java the command java of a JDK 25
 * @param options of it, up to the jar
 * @param jar flatnet.jar
 * @param installer puts the CNI executable and configuration below a root folder, as {@code flatnet install} does
 */
public record FlatnetSoftware(Path java, List<String> options, Path jar, Installer installer) implements NodeSoftware {
    private static final Path SOCKET = Path.of("run/flatnet/cni.sock");
    private static final Path CONFIGURATION = Path.of("etc/flatnet/agent.yaml");

    /** Installs Flatnet's executable and configuration below a root folder. */
    @FunctionalInterface
    public interface Installer {
        void install(Path root) throws IOException;
    }

    /** What a checkout has, run by the JDK that runs this. */
    public static FlatnetSoftware of(Path checkout, Installer installer) {
        return new FlatnetSoftware(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                options(checkout),
                checkout.resolve("cli/target/flatnet.jar"),
                installer);
    }

    /** As the checkout's own launcher has them; the build says that a run is recorded for the cache of the next ones. */
    private static List<String> options(Path checkout) {
        List<String> options = new ArrayList<>(List.of("@" + checkout.resolve("scripts/java.options")));
        Path cache = checkout.resolve(".flatnet/agent.aot");
        if ("agent".equals(System.getenv("FLATNET_TRAINING"))) {
            options.add("-XX:AOTMode=record");
            options.add("-XX:AOTConfiguration=" + checkout.resolve(".flatnet/agent.training"));
        } else if (Files.isRegularFile(cache)) {
            options.add("-XX:AOTCache=" + cache);
        }
        return options;
    }

    @Override
    public void prepare(Topology topology, NodePlan node, NodeFiles files) throws IOException {
        Path configuration = files.root().resolve(CONFIGURATION);
        String networks = topology.clusterCidrs().stream()
                .map(cidr -> "\"" + cidr + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
        Files.createDirectories(configuration.getParent());
        Files.writeString(
                configuration,
                "mode: " + topology.spec().mode() + "\n"
                        + "attach: " + topology.spec().attach() + "\n"
                        + "clusterCIDRs: " + networks + "\n");
    }

    @Override
    public List<String> agentCommand(NodePlan node, NodeFiles files) {
        List<String> words = new ArrayList<>(List.of(java.toString()));
        words.addAll(options);
        words.addAll(List.of("-jar", jar.toString(), "agent"));
        words.addAll(List.of("--node", node.name()));
        words.addAll(List.of("--manifests", files.manifests().toString()));
        words.addAll(List.of("--root", files.root().toString()));
        words.addAll(List.of("--config", files.root().resolve(CONFIGURATION).toString()));
        return words;
    }

    @Override
    public boolean serves(NodePlan node, NodeFiles files) {
        return Files.exists(files.root().resolve(SOCKET));
    }

    @Override
    public void install(NodePlan node, NodeFiles files) throws IOException {
        installer.install(files.root());
    }
}
