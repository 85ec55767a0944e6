package org.flatnet.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flatnet.kernel.sys.NetworkNamespace;

/** Runs the programs that tests take as oracles, inside namespaces. */
public final class Program {
    private Program() {}

    /** Runs a program in the namespace; its output, or an error with all that it said. */
    public static String run(NetworkNamespace namespace, String... command) throws IOException {
        return namespace.call(() -> run(List.of(command)));
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }
}
