package org.flatnet.lab.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.flatnet.kernel.sys.NamespaceId;

/**
 * The processes that live in given network namespaces, whoever started them: how a lab ends everything of its own, also what
 * a killed predecessor left, and nothing else.
 */
public final class NamespaceProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private NamespaceProcesses() {}

    /** The processes in any of the namespaces, this one not counted. */
    public static List<ProcessHandle> in(Set<NamespaceId> namespaces) throws IOException {
        Set<String> wanted = namespaces.stream().map(NamespaceId::toString).collect(Collectors.toUnmodifiableSet());
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != ProcessHandle.current().pid()
                        && namespaceOf(entry).filter(wanted::contains).isPresent()) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Empty for a process that has just ended, or that is another user's. */
    private static Optional<String> namespaceOf(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/net")).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Kills the processes in the namespaces until none is left there.
     *
     * @throws IOException if some would not go
     */
    public static void kill(Set<NamespaceId> namespaces) throws IOException {
        List<ProcessHandle> left = Waiting.until(List::isEmpty, PATIENCE, () -> {
            List<ProcessHandle> found = in(namespaces);
            found.forEach(ProcessHandle::destroyForcibly);
            return found;
        });
        if (!left.isEmpty()) {
            throw new IOException("these processes do not end when killed: "
                    + left.stream().map(handle -> Long.toString(handle.pid())).collect(Collectors.joining(", ")));
        }
    }
}
