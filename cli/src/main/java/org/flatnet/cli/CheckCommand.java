package org.flatnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.flatnet.agent.Finding;
import org.flatnet.agent.NodeCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flatnet check}. */
@Command(
        name = "check",
        description =
                "Looks at this node: what the kernel offers, and who else is at work on the network. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: before the first install:", "  flatnet check"})
final class CheckCommand implements Callable<Integer> {
    private static final int FAULTS = 1;

    @Mixin
    private RootOption root = new RootOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new NodeCheck(root.paths()).run();
        PrintWriter out = spec.commandLine().getOut();
        int width = findings.stream()
                .mapToInt(finding -> finding.what().length())
                .max()
                .orElse(0);
        for (Finding finding : findings) {
            String what = finding.what() + " ".repeat(width - finding.what().length());
            out.println(mark(finding.level()) + " " + what + "  " + finding.evidence());
            if (!finding.cure().isEmpty()) {
                out.println("  " + " ".repeat(width) + "  → " + finding.cure());
            }
        }
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAULT) ? FAULTS : 0;
    }

    private static String mark(Finding.Level level) {
        return switch (level) {
            case GOOD -> Ansi.AUTO.string("@|green ✓|@");
            case WARNING -> Ansi.AUTO.string("@|yellow !|@");
            case FAULT -> Ansi.AUTO.string("@|red ✗|@");
        };
    }
}
