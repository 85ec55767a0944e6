package org.flatnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.flatnet.agent.Installer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flatnet install}. */
@Command(
        name = "install",
        description = "Puts the CNI executable and the network's config in place, the config last.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: make this machine a node of a Flatnet network:", "  flatnet install"})
final class InstallCommand implements Callable<Integer> {
    @Mixin
    private RootOption root = new RootOption();

    @Option(
            names = "--serve",
            paramLabel = "NAME",
            split = ",",
            description = "Serve configs of these plugins too, from /opt/flatnet/bin: bridge, ptp, host-local")
    private List<String> served = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : new Installer(root.paths(), Built.cniExecutable()).install(served)) {
            out.println("installed " + file);
        }
        return 0;
    }
}
