package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's blocks, typed as they stand. {@code ./flatnet} there is one that calls the checkout's own with an option
 * more: a lab of a name that nobody else has, or a root folder that is not the machine's.
 */
@Tag("lab")
class ReadmeKernelTest {
    private static final Path DOCUMENT = CodeBlocks.document("README.md");
    private static final String LAB = "readme" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    /** Options go before the words of a command that is to be run. */
    @BeforeEach
    void flatnet() throws IOException {
        Path command = Files.writeString(
                folder.resolve("flatnet"), """
                #!/usr/bin/env bash
                words=() more=(--root '%s')
                [[ $1 != lab ]] || more=(--name '%s')
                while (($# > 0)) && [[ $1 != -- ]]; do
                  words+=("$1")
                  shift
                done
                exec '%s' "${words[@]}" "${more[@]}" "$@"
                """.formatted(folder.resolve("root"), LAB, CodeBlocks.document("flatnet")));
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }

    private static String manifest() throws IOException {
        return """
                apiVersion: v1
                kind: Node
                metadata: {name: "%s", uid: "1"}
                spec: {podCIDR: 10.200.0.0/24, podCIDRs: [10.200.0.0/24]}
                status: {addresses: [{type: InternalIP, address: 10.0.1.20}]}
                """.formatted(hostname());
    }

    private Process start(String script) throws IOException {
        return new ProcessBuilder("bash", "-eu", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String end(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What it printed; it must succeed. */
    private String run(String script) throws IOException {
        Process process = start(script);
        String output = end(process);
        assertThat(process.onExit().join().exitValue())
                .as("%s: %s", script, output)
                .isZero();
        return output;
    }

    /** The blocks whose first line begins so. */
    private static List<String> block(String beginning) throws IOException {
        return CodeBlocks.in(DOCUMENT, CodeBlocks.RUN).stream()
                .filter(block -> block.getFirst().startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTestsOfThisClassRunEveryBlock() throws Exception {
        assertThat(CodeBlocks.in(DOCUMENT, CodeBlocks.RUN))
                .containsExactly(block("./flatnet lab"), block("./flatnet lab up"), block("./flatnet install"));
    }

    @Test
    void aLabComesUpIsCheckedAndLeavesNothing() throws Exception {
        try {
            assertThat(run(String.join("\n", block("./flatnet lab"))))
                    .contains("worker-1", "checks passed")
                    .doesNotContain("failed");
        } finally {
            run("./flatnet lab down");
        }
        assertThat(CodeBlocks.document(".flatnet/labs").resolve(LAB)).doesNotExist();
    }

    @Test
    void aLabThatStaysIsWorkedOn() throws Exception {
        try {
            assertThat(run(String.join("\n", block("./flatnet lab up"))))
                    .contains("10.200.1.0/24 via 10.0.1.21 dev eth0", "inet 10.200.0.4/32");
        } finally {
            run("./flatnet lab down");
        }
    }

    @Test
    void aNodeIsServedAndThenClean() throws Exception {
        List<String> block = block("./flatnet install");
        Files.writeString(Files.createDirectory(folder.resolve("DIR")).resolve("node.yaml"), manifest());
        try (NetworkNamespace node = NetworkNamespace.create()) {
            node.call(() -> {
                run(
                        "ip link set lo up; ip link add eth0 type veth peer name wire; ip link set wire up; ip link set eth0 up");
                run("ip address add 10.0.1.20/24 dev eth0");
                run(block.get(0));
                Process agent = start("exec " + block.get(1));
                try {
                    awaitServing(agent);
                    assertThat(run(block.get(2))).contains(hostname() + "  ready", "10.200.0.0/24");
                } finally {
                    agent.destroy();
                    agent.onExit().join();
                }
                assertThat(run(block.get(3))).endsWith("nothing is left\n");
                return block;
            });
        }
    }

    private static String hostname() throws IOException {
        return end(new ProcessBuilder("hostname").start()).strip();
    }

    private static void awaitServing(Process agent) throws IOException {
        BufferedReader lines = agent.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(" serves ")) {
                return;
            }
        }
        throw new AssertionError("the agent ended:\n" + seen);
    }
}
