package org.flatnet.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The command {@code flatnet}: every other command is one of its subcommands. */
@Command(
        name = "flatnet",
        description = "The network of a Kubernetes cluster.",
        mixinStandardHelpOptions = true,
        version = "flatnet 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: a whole cluster on this machine, checked and taken down again:", "  flatnet lab"})
public final class Flatnet extends CommandGroup {
    private static final int FAILED = 1;
    private static final String COMPLETION = "generate-completion";

    /** In the order in which the help shows them. */
    private static final Map<String, Supplier<CommandLine>> COMMANDS = commands();

    private Flatnet() {}

    public static void main(String... arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    private static Map<String, Supplier<CommandLine>> commands() {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("lab", () -> new CommandLine(new LabCommand()));
        commands.put("install", () -> new CommandLine(new InstallCommand()));
        commands.put("uninstall", () -> new CommandLine(new UninstallCommand()));
        commands.put("status", () -> new CommandLine(new StatusCommand()));
        commands.put("check", () -> new CommandLine(new CheckCommand()));
        commands.put(COMPLETION, () -> new CommandLine(new GenerateCompletion()));
        commands.put("agent", () -> new CommandLine(new AgentCommand().spec()));
        commands.put("plan", () -> new CommandLine(new PlanCommand().spec()));
        return commands;
    }

    /**
     * The command line for these arguments: with the command alone that they name, and without looking for annotations
     * above it, as to describe all of them takes an agent longer than to be ready; with all where they name none.
     */
    static CommandLine commandLine(String... arguments) {
        String name = arguments.length == 0 ? "" : arguments[0];
        boolean one = COMMANDS.containsKey(name) && !name.equals(COMPLETION);
        Flatnet root = new Flatnet();
        CommandLine line =
                one ? new CommandLine(CommandSpec.wrapWithoutInspection(root).name("flatnet")) : new CommandLine(root);
        (one ? Map.of(name, COMMANDS.get(name)) : COMMANDS)
                .forEach((command, made) -> line.addSubcommand(command, made.get()));
        line.registerConverter(int.class, Flatnet::wholeNumber);
        line.registerConverter(Integer.class, Flatnet::wholeNumber);
        line.registerConverter(boolean.class, Flatnet::truth);
        line.setParameterExceptionHandler(UsageErrors::tell);
        line.setExecutionStrategy(Flatnet::execute);
        line.setExecutionExceptionHandler(Flatnet::failed);
        return line;
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected a whole number, not '" + text + "'");
        }
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new TypeConversionException("expected true or false, not '" + text + "'");
        };
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last;
    }

    private static int execute(ParseResult parsed) {
        ParseResult last = last(parsed);
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
        CommandSpec spec = last(parsed).commandSpec();
        String command = spec.qualifiedName();
        if (failure instanceof IllegalArgumentException) {
            return UsageErrors.tell(spec.commandLine(), String.valueOf(failure.getMessage()));
        }
        if (failure instanceof IOException) {
            line.getErr().println(command + ": " + failure.getMessage());
            for (Throwable more : failure.getSuppressed()) {
                line.getErr().println("  and: " + more.getMessage());
            }
        } else {
            failure.printStackTrace(line.getErr());
        }
        return FAILED;
    }
}
