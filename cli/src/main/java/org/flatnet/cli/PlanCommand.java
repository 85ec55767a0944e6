package org.flatnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.flatnet.agent.AgentPlan;
import org.flatnet.reconcile.Preview;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** {@code flatnet plan}. */
final class PlanCommand implements TableCommand {
    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String description() {
        return "Prints what the agent would change on this node, as lines of ip and nft, and changes nothing.";
    }

    @Override
    public String[] example() {
        return new String[] {
            "",
            "Example: what a change of the manifests would do:",
            "  flatnet plan --node worker-0 --manifests ./changed"
        };
    }

    @Override
    public int run(ParseResult parsed) throws IOException, InterruptedException {
        Preview preview = AgentPlan.of(SettingOptions.config(parsed));
        PrintWriter out = parsed.commandSpec().commandLine().getOut();
        preview.lines().forEach(out::println);
        preview.problems()
                .forEach((key, problems) -> problems.forEach(problem -> out.println("# " + key + ": " + problem)));
        if (preview.lines().isEmpty() && preview.problems().isEmpty()) {
            out.println("# nothing: the kernel holds what the cluster asks for");
        }
        out.flush();
        return ExitCode.OK;
    }
}
