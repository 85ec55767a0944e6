package org.flatnet.cli;

import java.io.IOException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The command {@code flatnet}: every other command is one of its subcommands. */
@Command(
        name = "flatnet",
        description = "The network of a Kubernetes cluster.",
        mixinStandardHelpOptions = true,
        version = "flatnet 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LabCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            GenerateCompletion.class
        },
        footer = {"", "Example: a whole cluster on this machine, checked and taken down again:", "  flatnet lab"})
public final class Flatnet extends CommandGroup {
    private static final int FAILED = 1;

    private Flatnet() {}

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Flatnet());
        line.addSubcommand(new CommandLine(new AgentCommand().spec()));
        line.addSubcommand(new CommandLine(new PlanCommand().spec()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(Flatnet::execute);
        line.setExecutionExceptionHandler(Flatnet::failed);
        return line;
    }

    private static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        boolean helps = last.isUsageHelpRequested() || last.isVersionHelpRequested();
        if (helps || !(last.commandSpec().userObject() instanceof TableCommand command)) {
            return new CommandLine.RunLast().execute(parsed);
        }
        try {
            return command.run(last);
        } catch (IOException | InterruptedException e) {
            return failed(e, last.commandSpec().commandLine(), last);
        }
    }

    /** What cannot be done is said in a line; what should never happen, with its trace. */
    private static int failed(Exception failure, CommandLine line, ParseResult parsed) {
        String command = parsed.commandSpec().qualifiedName();
        if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            line.getErr().println(command + ": " + failure.getMessage());
            for (Throwable more : failure.getSuppressed()) {
                line.getErr().println("  and: " + more.getMessage());
            }
        } else {
            failure.printStackTrace(line.getErr());
        }
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : FAILED;
    }
}
