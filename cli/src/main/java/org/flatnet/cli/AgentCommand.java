package org.flatnet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.flatnet.agent.Agent;
import org.flatnet.agent.AgentConfig;
import org.flatnet.agent.LogSetup;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** {@code flatnet agent}. */
final class AgentCommand implements TableCommand {
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String description() {
        return "Runs the agent of this node.";
    }

    @Override
    public String[] example() {
        return new String[] {
            "",
            "Example: a node of a cluster that a folder of manifests describes:",
            "  flatnet agent --node worker-0 --manifests /etc/flatnet/cluster"
        };
    }

    /** Runs until the process is told to end. */
    @Override
    public int run(ParseResult parsed) throws IOException, InterruptedException {
        AgentConfig config = SettingOptions.config(parsed);
        LogSetup.level(config.logLevel().toString());
        CountDownLatch end = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> endMain(end, main)));
        try (Agent _ = Agent.start(config)) {
            end.await();
        }
        return ExitCode.OK;
    }

    /** The process must not end before the agent has: it may be in the middle of a change. */
    private static void endMain(CountDownLatch end, Thread main) {
        end.countDown();
        try {
            main.join(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
