package org.flatnet.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A way to build and run the executable. Its second is a tenth of one, so that no test waits half a minute. */
enum Build {
    /** As it ships. */
    SHIPPED("-O2 -static -s", ""),
    /** Under valgrind: whatever it does wrong with memory ends in exit code 99. */
    CHECKED("-O1 -g", "valgrind --quiet --error-exitcode=99 --leak-check=full --track-origins=yes");

    private static final Path SOURCE = Path.of("../shim/flatnet-cni.c");

    private final String options;
    private final String runner;

    Build(String options, String runner) {
        this.options = options;
        this.runner = runner;
    }

    /** Compiles the executable to a file. */
    void compile(Path executable) throws IOException, InterruptedException {
        List<String> command =
                words("cc -std=gnu17 -DSECOND_MS=100 " + options + " -o", executable.toString(), SOURCE.toString());
        Path output = Files.createTempFile("cc", ".log");
        try {
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            assertThat(exit).as(Files.readString(output)).isZero();
        } finally {
            Files.delete(output);
        }
    }

    /** The command that runs the executable. */
    List<String> command(Path executable) {
        return words(runner, executable.toString());
    }

    private static List<String> words(String words, String... more) {
        List<String> all = new ArrayList<>(words.isEmpty() ? List.of() : List.of(words.split(" ", -1)));
        all.addAll(List.of(more));
        return all;
    }
}
