package org.flatnet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code flatnet}: every other command is one of its subcommands. */
@Command(
        name = "flatnet",
        description = "The network of a Kubernetes cluster.",
        mixinStandardHelpOptions = true,
        version = "flatnet 0.1.0",
        synopsisSubcommandLabel = "COMMAND")
public final class Flatnet implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Flatnet() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Flatnet());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
