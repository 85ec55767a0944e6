package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An install that is killed at each of its steps, and what uninstall finds and leaves then. */
@Tag("kernel")
class KilledInstallKernelTest {
    private static final int KILLED = 128 + 9;

    @TempDir
    private Path folder;

    @Test
    void uninstallTakesAwayWhatAKilledInstallLeft() throws Exception {
        Path library = folder.resolve("kill.so");
        AgentProcess.compile("-O2", "-shared", "-fPIC", "-o", library.toString(), "src/test/c/killed-amid-files.c");
        Path executable = folder.resolve("flatnet");
        AgentProcess.compile("-O2", "-o", executable.toString(), "../shim/flatnet-cni.c");
        List<Integer> ends = new ArrayList<>();
        for (int step = 1; ends.isEmpty() || ends.getLast() == KILLED; step++) {
            NodePaths paths = new NodePaths(folder.resolve("root-" + step));
            Files.createDirectories(paths.cniExecutables());
            Files.createDirectories(paths.cniConfigFolder());
            List<Path> before = files(paths);
            ends.add(install(paths, executable, library, step));
            assertThat(files(paths)).as("after step %d", step).isNotEqualTo(before);
            uninstall(paths);
            assertThat(files(paths)).as("after step %d", step).isEqualTo(before);
        }
        assertThat(ends.getLast()).isZero();
        // half a copy and no rename of three files, and of the config no rename
        assertThat(ends).filteredOn(end -> end == KILLED).hasSizeGreaterThanOrEqualTo(7);
    }

    private static void uninstall(NodePaths paths) throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            Uninstaller uninstaller = new Uninstaller(paths);
            assertThat(namespace.call(uninstaller::left)).isNotEmpty();
            namespace.call(uninstaller::uninstall);
            assertThat(namespace.call(uninstaller::left)).isEmpty();
        }
    }

    /** Somebody else's file in a folder of ours stays, and is no reason to call the folder gone. */
    @Test
    void aFolderThatHoldsSomethingElseIsLeftAndSaid() throws Exception {
        NodePaths paths = new NodePaths(folder.resolve("root"));
        Path foreign = paths.servedExecutables().resolve("notes");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "not ours");
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            Uninstaller uninstaller = new Uninstaller(paths);
            namespace.call(uninstaller::uninstall);
            assertThat(foreign).exists();
            assertThat(namespace.call(uninstaller::left))
                    .containsExactly(
                            paths.servedExecutables().toString(),
                            paths.servedExecutables().resolveSibling("").toString());
        }
    }

    /** What there is, but for the folders of everybody. */
    private static List<Path> files(NodePaths paths) throws IOException {
        try (Stream<Path> files = Files.walk(paths.root())) {
            return files.filter(file -> !file.endsWith("opt")).sorted().toList();
        }
    }

    private static int install(NodePaths paths, Path executable, Path library, int step) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledInstallKernelTest.class.getName(),
                        paths.root().toString(),
                        executable.toString())
                .redirectErrorStream(true);
        builder.environment().put("LD_PRELOAD", library.toString());
        builder.environment().put("KILL_AT", Integer.toString(step));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).isEmpty();
        return process.waitFor();
    }

    /** The install: a root folder, and the executable as it was built. */
    static void main(String[] arguments) throws IOException {
        new Installer(new NodePaths(Path.of(arguments[0])), Path.of(arguments[1])).install(List.of("bridge"));
    }
}
