package org.flatnet.cli;

import java.nio.file.Path;
import org.flatnet.agent.NodePaths;
import picocli.CommandLine.Option;

/** The option {@code --root}, which several commands share. */
final class RootOption {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "Put before every path of the node: /run/flatnet, /etc/cni/net.d, … Default: /")
    private Path root = Path.of("/");

    NodePaths paths() {
        return new NodePaths(root);
    }
}
