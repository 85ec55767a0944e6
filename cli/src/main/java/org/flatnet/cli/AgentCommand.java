package org.flatnet.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flatnet.agent.Agent;
import org.flatnet.agent.AgentConfig;
import org.flatnet.agent.LogSetup;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** {@code flatnet agent}. */
final class AgentCommand implements TableCommand {
    private static final int LONGEST_END_SECONDS = 20;

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
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> endAgent(end, ended)));
        try (Agent _ = Agent.start(config)) {
            end.await();
        } finally {
            ended.countDown();
        }
        return ExitCode.OK;
    }

    /**
     * The process must not end before the agent has: it may be in the middle of a change. This waits for the agent and not
     * for the thread that runs it, which comes to {@link System#exit} next and stays there until this has returned.
     */
    private static void endAgent(CountDownLatch end, CountDownLatch ended) {
        end.countDown();
        try {
            boolean _ = ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
