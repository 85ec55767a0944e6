package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.flatnet.agent.AgentConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The command line itself: help with an example everywhere, one option a setting, exit codes. */
class CommandLineTest {

    static Stream<String> commands() {
        return commands(Flatnet.commandLine()).filter(name -> !name.contains("generate-completion"));
    }

    private static Stream<String> commands(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec().qualifiedName()),
                line.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
    }

    private record Outcome(int status, String output, String errors) {}

    private static Outcome run(String... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = Flatnet.commandLine()
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(words);
        return new Outcome(status, output.toString(), errors.toString());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String name) {
        String words = name + " --help";
        Outcome outcome = run(words.substring("flatnet ".length()).split(" ", -1));
        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).contains("Usage: " + name);
        boolean group = name.equals("flatnet lab pod");
        assertThat(group || outcome.output().contains("Example"))
                .as(outcome.output())
                .isTrue();
    }

    @Test
    void theAgentHasAnOptionForEachSetting() {
        String help = run("agent", "--help").output();
        AgentConfig.settings().forEach(setting -> assertThat(help).contains(setting.flag()));
    }

    @Test
    void whatIsWrongOnTheCommandLineIsSaidAndIsStatusTwo() {
        assertThat(run("agent").status()).isEqualTo(2);
        assertThat(run("agent").errors()).contains("node is missing");
        assertThat(run("lab", "--nodes", "0").errors()).contains("nodes 0: expected 1 to");
        assertThat(run("lab", "--mode", "nativ").status()).isEqualTo(2);
        assertThat(run("nonsense").status()).isEqualTo(2);
    }
}
