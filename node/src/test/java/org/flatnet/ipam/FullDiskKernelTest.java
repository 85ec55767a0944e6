package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is really full: a small tmpfs in a mount namespace of its own, where {@link FullDiskScenario} runs. */
@Tag("kernel")
class FullDiskKernelTest {
    private static final String SCRIPT = "mount -t tmpfs -o \"$1\" flatnet-test \"$2\" && shift 2 && exec \"$@\"";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"size=1m,nr_inodes=24", "size=64k,nr_inodes=1000"})
    void aFullDiskIsACleanErrorAndLeavesNothing(String options) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        if (!System.getProperty("user.name", "").equals("root")) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        command.addAll(List.of("sh", "-c", SCRIPT, "sh", options));
        command.add(folder.toString());
        command.add(java.toString());
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(FullDiskScenario.class.getName());
        command.add(folder.toString());
        Path log = Files.createTempFile("full-disk", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            int status = process.waitFor();
            String output = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(status).as(output).isZero();
            assertThat(output).contains("a full disk was survived");
        } finally {
            Files.delete(log);
        }
    }
}
