package org.flatnet.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flatnet.lab.process.PodProgram;

/** The program of pods and hosts, built where it is missing or older than its source, as ./flatnet does it. */
public final class TestProgram {
    private static final Path SOURCE = Path.of("src/main/c/flatnet-pod.c").toAbsolutePath();
    private static final Path EXECUTABLE = Path.of("target/flatnet-pod").toAbsolutePath();

    private TestProgram() {}

    /** Several test processes may build at once: each into a file of its own, of which the last one stays. */
    public static synchronized PodProgram built() throws IOException, InterruptedException {
        if (!Files.exists(EXECUTABLE)
                || Files.getLastModifiedTime(EXECUTABLE).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
            Path fresh = EXECUTABLE.resolveSibling(
                    "flatnet-pod." + ProcessHandle.current().pid());
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-std=gnu17",
                            "-O2",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-Wformat=2",
                            "-static",
                            "-o",
                            fresh.toString(),
                            SOURCE.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new IOException("cc failed: " + output);
            }
            Files.move(fresh, EXECUTABLE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return new PodProgram(EXECUTABLE);
    }
}
