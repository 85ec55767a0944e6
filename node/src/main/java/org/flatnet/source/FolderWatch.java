package org.flatnet.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notifications (inotify) of what happens to a folder's files: in the folder, which need not exist yet and may go and come
 * back; above it, for just that; and where links in it point to. Not for use by several threads, but for {@link #close}.
 */
final class FolderWatch implements AutoCloseable {
    /** As long after a notification another one counts as the same burst: rename-over is two, a written file several. */
    private static final long BURST_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A burst that lasts longer is told of in parts. */
    private static final long LONGEST_BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MOST_ATTEMPTS = 100;

    private final Path folder;
    private final WatchService watcher;
    private final Set<Path> unwatchable = new HashSet<>();
    private @Nullable WatchKey inside;

    /** The folders above that exist, with the name of the next one down. */
    private Map<WatchKey, Path> above = Map.of();

    /** The folders that links in the folder point into. */
    private final Map<Path, WatchKey> linked = new HashMap<>();

    /** @throws IOException where the system has no more inotify instances to give, or none at all */
    FolderWatch(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath().normalize();
        this.watcher = folder.getFileSystem().newWatchService();
    }

    /** What happened, as names in the folder. */
    static final class Changes {
        private final Set<String> names = new TreeSet<>();
        private boolean everything;

        /** Whether anything may have changed. */
        boolean everything() {
            return everything;
        }

        /** The names that something happened to. */
        Set<String> names() {
            return names;
        }
    }

    /**
     * Watches what there is to watch now. What happens to a folder from then on is told of, so look into it afterwards.
     *
     * @return whether the folder is there
     */
    boolean attach() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                watchAbove();
                WatchKey before = inside;
                inside = Files.isDirectory(folder) ? register(folder) : null;
                cancelUnlessUsed(before);
                return inside != null;
            } catch (NoSuchFileException | NotDirectoryException e) {
                // it went in the moment before it was watched: look again at what there is
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Watches every folder above that exists, for the next one down to appear, to go or to be replaced. From the bottom up,
     * again until all that exist are watched.
     */
    private void watchAbove() throws IOException {
        Map<WatchKey, Path> before = above;
        int found;
        do {
            Map<WatchKey, Path> now = new HashMap<>();
            for (Path down = folder, up = down.getParent(); up != null; down = up, up = down.getParent()) {
                if (Files.isDirectory(up)) {
                    watchFor(down.getFileName(), up, now);
                }
            }
            found = now.size();
            above = now;
        } while (found < foldersAbove());
        before.keySet().forEach(this::cancelUnlessUsed);
    }

    private void watchFor(Path name, Path parent, Map<WatchKey, Path> watched) throws IOException {
        try {
            watched.put(registerAbove(parent), name);
        } catch (AccessDeniedException e) {
            // the nearer ones tell of nearly everything
            unwatchable.add(parent);
        }
    }

    private int foldersAbove() {
        int count = 0;
        for (Path up = folder.getParent(); up != null; up = up.getParent()) {
            count += Files.isDirectory(up) && !unwatchable.contains(up) ? 1 : 0;
        }
        return count;
    }

    /** Watches the folder that a link of this name points into, if it is a link; once is enough. */
    void followLink(Path file) {
        if (!Files.isSymbolicLink(file)) {
            return;
        }
        try {
            Path target = file.toRealPath().getParent();
            if (target != null && !linked.containsKey(target)) {
                linked.put(target, register(target));
            }
        } catch (IOException e) {
            // A link to nothing: reading it says so, and when the link itself is changed the folder tells.
        }
    }

    /** Stops watching where links pointed to; those that still do are to be followed again. */
    void forgetLinks() {
        Set<WatchKey> keys = Set.copyOf(linked.values());
        linked.clear();
        keys.forEach(this::cancelUnlessUsed);
    }

    /** What is written into the files of a folder above is nobody's concern here: under /tmp it would never end. */
    private WatchKey registerAbove(Path path) throws IOException {
        return linked.containsKey(path)
                ? register(path)
                : path.register(watcher, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
    }

    private WatchKey register(Path path) throws IOException {
        return path.register(
                watcher,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_DELETE,
                StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /** One folder has one key, whatever it is watched for. */
    private void cancelUnlessUsed(@Nullable WatchKey key) {
        if (key != null && !key.equals(inside) && !above.containsKey(key) && !linked.containsValue(key)) {
            key.cancel();
        }
    }

    /**
     * Waits for something to happen, and for the burst to end that it begins.
     *
     * @param longestNanos how long to wait at most; then nothing has changed
     * @throws ClosedWatchServiceException when it is closed
     */
    Changes await(long longestNanos) throws InterruptedException {
        Changes changes = new Changes();
        WatchKey key = watcher.poll(longestNanos, TimeUnit.NANOSECONDS);
        long begin = System.nanoTime();
        while (key != null) {
            absorb(key, changes);
            boolean longBurst = System.nanoTime() - begin > LONGEST_BURST_NANOS;
            key = longBurst ? null : watcher.poll(BURST_GAP_NANOS, TimeUnit.NANOSECONDS);
        }
        return changes;
    }

    private void absorb(WatchKey key, Changes changes) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind().equals(StandardWatchEventKinds.OVERFLOW) || linked.containsValue(key)) {
                changes.everything = true;
            } else if (event.context() instanceof Path name) {
                changes.everything |= name.equals(above.get(key));
                if (key.equals(inside)) {
                    // a mounted ConfigMap's files are links through ..data, which is replaced as a whole
                    changes.everything |= name.toString().startsWith("..");
                    changes.names.add(name.toString());
                }
            }
        }
        // a key that is not valid any more is that of a folder that is gone
        changes.everything |= !key.reset();
    }

    @Override
    public void close() {
        try {
            watcher.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing an inotify descriptor cannot fail", e);
        }
    }
}
