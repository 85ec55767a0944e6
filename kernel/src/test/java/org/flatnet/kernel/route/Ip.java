package org.flatnet.kernel.route;

import java.io.IOException;
import java.util.stream.Collectors;
import org.flatnet.kernel.Program;
import org.flatnet.kernel.sys.NetworkNamespace;

/** The ip and bridge programs inside a namespace: the oracle of these tests. */
final class Ip {
    private Ip() {}

    /** Everything that the programs list, of a namespace where nothing changes by itself. */
    static String list(NetworkNamespace namespace) throws IOException {
        // Without what the kernel keeps count of: ages of entries, timers of bridges, seconds that are left.
        String script = """
                ip -d -o link
                ip -d -o address
                for table in main local 100 7000; do
                    ip -4 -d -o route list table $table 2>/dev/null
                    ip -6 -d -o route list table $table 2>/dev/null
                done
                ip -d neighbour
                ip -d neighbour show proxy
                bridge -d fdb
                ip -4 -d rule
                ip -6 -d rule
                """;
        String listed = run(namespace, "sh", "-c", script)
                // settled a while after a link goes up
                .replaceAll("state (UP|UNKNOWN|DOWN) mode", "mode")
                .replaceAll("[a-z]+_timer +[0-9.]+ ", "")
                .replaceAll("(valid_lft|preferred_lft|expires) [1-9][0-9]*sec", "$1 some")
                .replaceAll("(used|updated) [0-9/]+ ?", "");
        // Some lists have the order of a hash table whose seed each namespace has its own of.
        return listed.lines().sorted().collect(Collectors.joining("\n"));
    }

    /** A line of a shell. */
    static void shell(NetworkNamespace namespace, String line) throws IOException {
        run(namespace, "sh", "-ec", line);
    }

    /** Runs a program in the namespace; its output, or an error with all that it said. */
    static String run(NetworkNamespace namespace, String... command) throws IOException {
        return Program.run(namespace, command);
    }
}
