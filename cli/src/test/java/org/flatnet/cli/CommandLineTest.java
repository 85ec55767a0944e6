package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    static Stream<String> subcommands() {
        return commands().filter(name -> name.contains(" "));
    }

    private static Stream<String> commands(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec().qualifiedName()),
                line.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
    }

    /** Lines of the documents that people are to type. */
    static Stream<String> documented() throws IOException {
        List<String> lines = new ArrayList<>();
        Path home = Path.of("..").toAbsolutePath().normalize();
        try (Stream<Path> documents = Files.list(home.resolve("docs"))) {
            for (Path document : Stream.concat(
                            documents, Stream.of(home.resolve("README.md"), home.resolve("CONTRIBUTING.md")))
                    .toList()) {
                Files.readAllLines(document).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> line.startsWith("./flatnet ") || line.startsWith("flatnet "))
                        .map(line -> line.replaceFirst("^(./)?flatnet ", ""))
                        .forEach(lines::add);
            }
        }
        return lines.stream();
    }

    /** What these commands do is tried by the labs; that they are still called so, here. */
    @ParameterizedTest
    @MethodSource("documented")
    void everyDocumentedCommandIsOne(String words) {
        String[] arguments =
                words.replace("$(hostname)", "node").replace("\"", "").split(" +");
        CommandLine.ParseResult parsed = Flatnet.commandLine(arguments).parseArgs(arguments);
        assertThat(parsed.hasSubcommand()).isTrue();
        assertThat(parsed.unmatched()).isEmpty();
    }

    /** One command alone is made where it is named; it must be the same as among all. */
    @ParameterizedTest
    @MethodSource("subcommands")
    void aCommandAloneHasTheSameHelp(String name) {
        String[] words = (name.substring("flatnet ".length()) + " --help").split(" ", -1);
        StringWriter alone = new StringWriter();
        Flatnet.commandLine(words).setOut(new PrintWriter(alone)).execute(words);
        assertThat(alone).hasToString(run(words).output());
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
