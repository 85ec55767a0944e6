package org.flatnet.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One agent a root: two would take each other's leases and links for leftovers. The kernel drops it with the process. */
final class AgentLock implements AutoCloseable {
    private final FileChannel file;

    private AgentLock(FileChannel file) {
        this.file = file;
    }

    /** Takes the lock, or says that another agent has it. */
    static AgentLock take(NodePaths paths) throws IOException {
        AgentLock lock = tryTake(paths.lock());
        if (lock == null) {
            throw new IOException("another agent serves " + paths.root() + " (it holds " + paths.lock()
                    + "): end it first, or choose another --root");
        }
        return lock;
    }

    static boolean isHeld(Path path) throws IOException {
        try (AgentLock lock = tryTake(path)) {
            return lock == null;
        }
    }

    private static @Nullable AgentLock tryTake(Path path) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new AgentLock(file);
            }
        } catch (OverlappingFileLockException e) {
            // an agent in this process has it
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
