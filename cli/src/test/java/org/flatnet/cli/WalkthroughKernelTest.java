package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walkthrough's blocks, typed from top to bottom into the sandbox that it tells its reader to use. */
@Tag("kernel")
class WalkthroughKernelTest {
    private static final Path DOCUMENT = CodeBlocks.document("docs/walkthrough.md");
    private static final String SANDBOX = "unshare --mount --net sh -c 'mount -t tmpfs tmpfs /run && exec bash'";

    /** The one ping that the walkthrough shows failing. */
    private static final String EXPECTED_TO_FAIL = "if ip netns exec a ping";

    private static final Pattern RECORDED_ROUTE = Pattern.compile(
            "RR: *10\\.200\\.0\\.2 10\\.0\\.1\\.20 10\\.200\\.1\\.1 10\\.200\\.1\\.2 10\\.200\\.1\\.2 10\\.0\\.1\\.21");

    @TempDir
    Path folder;

    @Test
    void everyBlockRunsAndEveryPingIsAnswered() throws Exception {
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains("sudo " + SANDBOX);
        List<String> script = CodeBlocks.in(DOCUMENT, CodeBlocks.RUN).stream()
                .flatMap(List::stream)
                .toList();
        long pings = script.stream()
                .filter(line -> line.contains(" ping ") && !line.startsWith(EXPECTED_TO_FAIL))
                .count();
        assertThat(pings).isGreaterThan(6);

        Run run = run("set -eu\n" + String.join("\n", script) + "\nip netns list\nip -brief link\n");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output().split(" 1 received, ", -1)).as(run.output()).hasSize((int) pings + 1);
        assertThat(run.output()).contains("1 packets transmitted, 0 received");
        assertThat(RECORDED_ROUTE.matcher(run.output().replaceAll("\\s+", " ")).find())
                .as("the packet names pod, nodes and pod: %s", run.output())
                .isTrue();
        assertThat(run.output().lines().toList().getLast())
                .as("after the last step only the loopback link is left")
                .startsWith("lo ");
    }

    private record Run(int status, String output) {}

    /** Types the script into the sandbox; within a user namespace where the test is not root, in place of sudo. */
    private Run run(String script) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("script"), script);
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        if (!System.getProperty("user.name", "").equals("root")) {
            command.addAll(List.of("unshare", "--user", "--map-root-user"));
        }
        command.addAll(List.of("sh", "-c", SANDBOX));
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        int status = process.waitFor();
        return new Run(status, Files.readString(output, StandardCharsets.UTF_8));
    }
}
