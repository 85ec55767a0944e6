package org.flatnet.kernel.nftables;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flatnet.kernel.sys.NetworkNamespace;

/** The nft program inside a namespace: the oracle of these tests. */
final class Nft {
    private Nft() {}

    /** What {@code nft list ruleset} prints, without the numbers that packets change. */
    static String list(NetworkNamespace namespace) throws IOException {
        return run(namespace, "", "nft", "--stateless", "list", "ruleset");
    }

    static void load(NetworkNamespace namespace, String text) throws IOException {
        run(namespace, text, "nft", "-f", "-");
    }

    /** Runs a program in the namespace; its output, or an error with all that it said. */
    static String run(NetworkNamespace namespace, String input, String... command) throws IOException {
        return namespace.call(() -> run(input, List.of(command)));
    }

    private static String run(String input, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + output + "\n" + input);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }
}
