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
 * @param jar flatnet.jar
 * @param aotCache what makes it start sooner; need not be there
 * @param installer puts the CNI executable and configuration below a root folder, as {@code flatnet install} does
 */
public record FlatnetSoftware(Path java, Path jar, Path aotCache, Installer installer) implements NodeSoftware {
    /** Spares memory and, above all, the time of start; see the agent's own documentation. */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=24m",
            "-Xss512k",
            "-Xms16m",
            "-Xmx128m",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

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
                checkout.resolve("cli/target/flatnet.jar"),
                checkout.resolve(".flatnet/flatnet.aot"),
                installer);
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
        words.addAll(OPTIONS);
        if (Files.isRegularFile(aotCache)) {
            words.add("-XX:AOTCache=" + aotCache);
        }
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
