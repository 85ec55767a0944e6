package org.flatnet.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flatnet.agent.Installer;
import org.flatnet.agent.NodePaths;
import org.flatnet.lab.Labs;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.report.Paint;
import org.flatnet.lab.run.FlatnetSoftware;
import org.flatnet.lab.state.LabHome;
import picocli.CommandLine.Option;

/** The option {@code --name}, which every command of the lab has. */
final class LabName {
    @Option(
            names = "--name",
            paramLabel = "LAB",
            defaultValue = LabSpec.DEFAULT_NAME,
            description = "Which lab; several run side by side. Default: ${DEFAULT-VALUE}")
    private String name = LabSpec.DEFAULT_NAME;

    String name() {
        return name;
    }

    /** The labs of this checkout. */
    static Labs labs() {
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        boolean noColour = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        FlatnetSoftware software = FlatnetSoftware.of(Built.home(), LabName::install);
        return new Labs(LabHome.fromEnvironment(), software, output, System.err, Paint.choose(isTerminal(), noColour));
    }

    /** Null where this is no terminal, since JDK 25 again; between 22 and 24 it was not. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static void install(java.nio.file.Path root) throws IOException {
        new Installer(new NodePaths(root), Built.cniExecutable()).install(List.of());
    }
}
