package org.flatnet.fabric;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.reconcile.TestNode;

/** The overlay's packets that pass a link, taken down by tcpdump, which judges their checksums too. */
final class Capture implements AutoCloseable {
    private final NetworkNamespace namespace;
    private final Path file;
    private final Process process;
    private final BufferedReader words;

    private Capture(NetworkNamespace namespace, Path file, Process process) {
        this.namespace = namespace;
        this.file = file;
        this.process = process;
        this.words = process.errorReader();
    }

    /** Begins; what passes after that is in it, up to so many packets. */
    static Capture of(NetworkNamespace namespace, String link, int packets, Path file) throws IOException {
        List<String> command = List.of(
                "tcpdump",
                "-n",
                "--immediate-mode",
                "-Z",
                "root",
                "-i",
                link,
                "-c",
                Integer.toString(packets),
                "-w",
                file.toString(),
                "udp port 8472");
        Capture capture = new Capture(
                namespace,
                file,
                namespace.call(() -> new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()));
        StringBuilder said = new StringBuilder();
        for (String line = capture.words.readLine(); line != null; line = capture.words.readLine()) {
            if (line.contains("listening on")) {
                return capture;
            }
            said.append(line).append('\n');
        }
        throw new IOException(command + " failed: " + said);
    }

    /** Waits for the last packet; what tcpdump says of all of them, those within others included. */
    String said() throws IOException, InterruptedException {
        while (words.readLine() != null) {
            // it tells how many there were as it ends
        }
        process.waitFor();
        return TestNode.run(namespace, "tcpdump", "-n", "-vv", "-e", "-r", file.toString());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
