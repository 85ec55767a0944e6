package org.flatnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.flatnet.agent.Uninstaller;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flatnet uninstall}. */
@Command(
        name = "uninstall",
        description = "Takes away all that Flatnet made on this node: files, links, routes, tables, settings.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: leave the machine as it was, and prove it:", "  flatnet uninstall --verify"})
final class UninstallCommand implements Callable<Integer> {
    private static final int LEFT = 1;

    @Mixin
    private RootOption root = new RootOption();

    @Option(names = "--verify", description = "Look afterwards for anything that is left, and list it.")
    private boolean verify;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Uninstaller uninstaller = new Uninstaller(root.paths());
        uninstaller.uninstall().forEach(gone -> out.println("removed " + gone));
        if (!verify) {
            return 0;
        }
        List<String> left = uninstaller.left();
        left.forEach(one -> out.println("left " + one));
        out.println(left.isEmpty() ? "nothing is left" : left.size() + " things are left");
        return left.isEmpty() ? 0 : LEFT;
    }
}
