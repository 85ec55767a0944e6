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
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(run("nonsense").status()).isEqualTo(2);
    }

    /** Two lines, however wrong: what it is, with what was meant, and where the help is. */
    @ParameterizedTest
    @CsvSource(delimiter = '→', quoteCharacter = '`', textBlock = """
            stauts                     → flatnet           → 'stauts' is not known here; did you mean status?
            --verson                   → flatnet           → there is no option --verson; did you mean --version?
            agent --nodde a            → flatnet agent     → there is no option --nodde; did you mean --node?
            agent --node               → flatnet agent     → Missing required parameter for option '--node' (NAME)
            agent                      → flatnet agent     → node is missing: expected the name of this machine's Node object
            agent --node a --mode nativ        → flatnet agent     → --mode: "nativ" is not a mode: expected one of native, cloud, vxlan, cross-subnet
            lab --nods 3               → flatnet lab       → there is no option --nods; did you mean --nodes?
            lab --nodes x              → flatnet lab       → Invalid value for option '--nodes': expected a whole number, not 'x'
            lab --mtu 12a              → flatnet lab       → Invalid value for option '--mtu': expected a whole number, not '12a'
            lab --keep=maybe                   → flatnet lab       → Invalid value for option '--keep': expected true or false, not 'maybe'
            lab --source-dest-check maybe      → flatnet lab       → --source-dest-check maybe: expected on or off
            lab upp                    → flatnet lab       → 'upp' is not known here; did you mean up?
            lab check --jsn            → flatnet lab check → there is no option --jsn; did you mean --json?
            lab agent bounce worker-0          → flatnet lab agent → Invalid value for positional parameter at index 0 (stop|start|kill): expected one of start, stop, kill, not 'bounce'
            lab agent                  → flatnet lab agent → Missing required parameters: 'stop|start|kill', 'NODE'
            lab pod                    → flatnet lab pod   → which one? Expected one of: add, delete
            lab pod add web            → flatnet lab pod add → Missing required option: '--node=NODE'
            status extra               → flatnet status    → 'extra' is not known here
            check --json               → flatnet check     → there is no option --json
            uninstall --verfy                  → flatnet uninstall → there is no option --verfy; did you mean --verify?
            """)
    void aWrongCommandLineIsToldInTwoLines(String words, String command, String text) {
        Outcome expected = new Outcome(2, "", command + ": " + text + "\nTry '" + command + " --help'\n");
        assertThat(run(words.split(" ", -1))).isEqualTo(expected);
    }

    /** Completion offers what is taken. */
    @Test
    void verbsAreCompletedAsTheyAreTyped() {
        assertThat(run("generate-completion").output()).contains("(\"start\" \"stop\" \"kill\")");
    }
}
