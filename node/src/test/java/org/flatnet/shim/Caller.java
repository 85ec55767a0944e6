package org.flatnet.shim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the executable as a container runtime does. */
record Caller(Build build, Path executable, Path scratch) {

    /** A call that has begun. */
    record Running(Process process, Path output, Path errors) {
        Result result() throws IOException, InterruptedException {
            int exit = process.waitFor();
            return new Result(exit, Files.readString(output), Files.readString(errors));
        }
    }

    /** How a call ended. */
    record Result(int exit, String output, String errors) {
        JsonNode json() {
            return JsonMapper.shared().readTree(output);
        }
    }

    Result call(Map<String, String> environment, String input) throws IOException, InterruptedException {
        return start(environment, input).result();
    }

    Running start(Map<String, String> environment, String input) throws IOException {
        Path inputFile = Files.createTempFile(scratch, "input", "");
        Files.write(inputFile, input.getBytes(StandardCharsets.UTF_8));
        Path output = Files.createTempFile(scratch, "output", "");
        Path errors = Files.createTempFile(scratch, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(build.command(executable))
                .redirectInput(inputFile.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CNI_"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), output, errors);
    }

    /** The same executable under another name, beside it. */
    Caller named(String name) {
        Path other = executable.resolveSibling(name);
        return new Caller(build, copied(other), scratch);
    }

    private Path copied(Path to) {
        try (InputStream from = Files.newInputStream(executable)) {
            Files.copy(from, to);
            to.toFile().setExecutable(true);
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
