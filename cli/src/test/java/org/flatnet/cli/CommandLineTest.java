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

    /** Lines of the documents and of the help that people are to type. */
    static Stream<String> documented() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path document : CodeBlocks.documents()) {
            lines.addAll(Files.readAllLines(document));
        }
        footers(Flatnet.commandLine()).forEach(lines::add);
        return lines.stream()
                .flatMap(line -> Stream.of(line.replaceFirst("#.*|   .*", "").split("&&", -1)))
                .map(String::strip)
                .filter(line -> line.startsWith("./flatnet ") || line.startsWith("flatnet "))
                .map(line -> line.replaceFirst("^(./)?flatnet ", ""));
    }

    private static Stream<String> footers(CommandLine line) {
        return Stream.concat(
                Stream.of(line.getCommandSpec().usageMessage().footer()).map(String::strip),
                line.getSubcommands().values().stream().flatMap(CommandLineTest::footers));
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

    /** Those that are run are run by the tests of their documents, from which none may be missing. */
    @Test
    void everyBlockOfCommandsIsRunOrMarked() throws IOException {
        for (Path document : CodeBlocks.documents()) {
            assertThat(CodeBlocks.outside(document))
                    .as("%s: commands in no block", document)
                    .noneMatch(line -> line.matches("( {4,}|\\t).*"));
            boolean run = !CodeBlocks.in(document, CodeBlocks.RUN).isEmpty();
            boolean hasTest = Stream.of("README.md", "docs/walkthrough.md")
                    .map(CodeBlocks::document)
                    .anyMatch(document::equals);
            assertThat(run).as("%s: blocks that are run", document).isEqualTo(hasTest);
            for (List<String> block : CodeBlocks.in(document, CodeBlocks.SHOWN)) {
                assertThat(block)
                        .as("%s", document)
                        .allMatch(line -> line.startsWith("sudo unshare ")
                                || Files.isExecutable(CodeBlocks.document(line.split(" ", -1)[0])));
            }
        }
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
        assertThat(run("lab", "--source-dest-check", "maybe"))
                .isEqualTo(new Outcome(2, "", "flatnet: --source-dest-check maybe: expected on or off\n"));
        assertThat(run("nonsense").status()).isEqualTo(2);
    }
}
