package org.flatnet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.flatnet.agent.Agent;
import org.flatnet.agent.AgentConfig;
import org.flatnet.agent.ConfigException;
import org.flatnet.agent.LogSetup;
import org.flatnet.agent.Setting;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code flatnet agent}; its options are the agent's settings, one each. */
final class AgentCommand {
    private static final String CONFIG = "--config";

    private AgentCommand() {}

    /** The command, made from the table of settings, so that no setting is without its option. */
    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(null).name("agent").mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Runs the agent of this node.")
                .footer(
                        "",
                        "Example: a node of a cluster that a folder of manifests describes:",
                        "  flatnet agent --node worker-0 --manifests /etc/flatnet/cluster");
        spec.addOption(OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("A YAML file of the settings below, by the same names; options go before it.")
                .build());
        for (Setting<?> setting : AgentConfig.settings()) {
            String byDefault = setting.byDefault().isEmpty() ? "" : " Default: " + setting.byDefault();
            spec.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.form())
                    .type(String.class)
                    .description(setting.documentation().replace("%", "%%") + byDefault)
                    .build());
        }
        return spec;
    }

    /** Runs until the process is told to end. */
    static int run(ParseResult parsed) throws IOException, InterruptedException {
        AgentConfig config = config(parsed);
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
            main.join(java.time.Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AgentConfig config(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : AgentConfig.settings()) {
            String value = parsed.matchedOptionValue(setting.flag(), (String) null);
            if (value != null) {
                flags.put(setting.key(), value);
            }
        }
        try {
            return AgentConfig.load(parsed.matchedOptionValue(CONFIG, (Path) null), flags);
        } catch (ConfigException e) {
            throw new ParameterException(parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
