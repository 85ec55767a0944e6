package org.flatnet.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of ordinary Kubernetes manifests: the files {@code *.yaml}, {@code *.yml} and {@code *.json} in it, but for
 * hidden ones; folders in it are not looked into. Followed by notifications, never by polling; a change is told of a few
 * milliseconds after the file is written.
 *
 * <p>A broken file keeps its last good state, a broken object its own. Who writes a file in place rather than to another
 * name first, and pauses amid it where what is there so far makes sense, shows that state; a file that was just cut to
 * nothing, or broke, is given time for what follows. A folder that is missing is waited for, and one that goes missing leaves what
 * was in it standing.
 */
public final class ManifestFolder implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestFolder.class);
    private static final long LARGEST_FILE_BYTES = 64L << 20;

    /** How long a file that was emptied or that broke is taken for one that is being written. */
    private static final long USUAL_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** How soon a file that changed under the reader is read again; earlier if its writer is heard of. */
    private static final long REREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A file that changes as often while it is read counts as it is. */
    private static final int MOST_REREADS = 50;

    /** How soon what may pass, such as a lack of inotify watches, is tried again. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Set<String> ENDINGS = Set.of("yaml", "yml", "json");

    private final Path folder;
    private final ManifestFileReader reader = new ManifestFileReader(LARGEST_FILE_BYTES);
    private final Catalog catalog;
    private final boolean remembers;
    private final long graceNanos;

    /** Files that are probably being written, and until when to believe it. */
    private final Map<String, Long> writing = new HashMap<>();

    /** Files that changed while they were read, and how often. */
    private final Map<String, Integer> unsettled = new HashMap<>();

    private @Nullable FolderWatch watch;
    private @Nullable Thread thread;
    private volatile boolean closed;

    /** The picture that the listener knows; null before the first. */
    private @Nullable Cluster told;

    private List<SourceProblem> toldProblems = List.of();

    /**
     * What keeps the folder from being read.
     *
     * @param mayPass whether it may pass with no notification
     */
    private record Trouble(String reason, boolean mayPass) {
        static final Trouble NONE = new Trouble("", false);
    }

    /** A folder of which nothing is known yet. */
    public ManifestFolder(Path folder) {
        this(folder, Cluster.EMPTY);
    }

    /**
     * A folder that was followed before.
     *
     * @param remembered the cluster of an earlier run, for what cannot be read now: while the folder is missing it is the
     *     picture, while a file is broken its objects stand for those that no file has
     */
    public ManifestFolder(Path folder, Cluster remembered) {
        this(folder, remembered, USUAL_GRACE_NANOS);
    }

    /** @param graceNanos how long a file that was emptied or that broke is taken for one that is being written */
    ManifestFolder(Path folder, Cluster remembered, long graceNanos) {
        this.graceNanos = graceNanos;
        this.folder = folder.toAbsolutePath().normalize();
        this.catalog = new Catalog(folder, remembered);
        this.remembers = !remembered.equals(Cluster.EMPTY);
    }

    @Override
    public synchronized void start(Listener listener, Vitals vitals) throws IOException {
        if (thread != null || closed) {
            throw new IllegalStateException("a source is started once, before it is closed");
        }
        FolderWatch opened = new FolderWatch(folder);
        watch = opened;
        Pulse pulse = vitals.pulse("manifests");
        thread = pulse.thread(() -> follow(opened, listener, pulse));
        thread.start();
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
            if (watch != null) {
                watch.close();
            }
        }
        if (running == null || running.equals(Thread.currentThread())) {
            return;
        }
        boolean interrupted = false;
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(FolderWatch watching, Listener listener, Pulse pulse) {
        try {
            pulse.turn();
            Trouble trouble = readAll(watching, Set.of());
            tell(listener, trouble);
            while (!closed) {
                pulse.rest();
                FolderWatch.Changes changes = watching.await(longestWaitNanos(trouble));
                pulse.turn();
                Set<String> names = new HashSet<>(changes.names());
                names.addAll(unsettled.keySet());
                if (changes.everything() || !trouble.equals(Trouble.NONE)) {
                    trouble = readAll(watching, names);
                } else {
                    names.forEach(name -> read(watching, name, false));
                }
                readOverdue();
                tell(listener, trouble);
            }
            pulse.end();
        } catch (ClosedWatchServiceException e) {
            pulse.end();
            LOG.debug("Following {} ended", folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the whole folder: the files of these names, and whatever looks different from what was read before. */
    private Trouble readAll(FolderWatch watching, Set<String> names) {
        try {
            if (!watching.attach()) {
                return new Trouble("the folder is missing: create it, it is waited for", false);
            }
            Set<String> gone = new HashSet<>(catalog.files().keySet());
            watching.forgetLinks();
            try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder)) {
                for (Path path : listing) {
                    String name = path.getFileName().toString();
                    gone.remove(name);
                    read(watching, name, !names.contains(name));
                }
            }
            gone.forEach(name -> read(watching, name, false));
            return Trouble.NONE;
        } catch (IOException | DirectoryIteratorException e) {
            return new Trouble("the folder cannot be read: " + e, true);
        }
    }

    /** Takes files as they are that were believed in the writing long enough. */
    private void readOverdue() {
        long now = System.nanoTime();
        List<String> overdue = new ArrayList<>();
        writing.forEach((name, deadline) -> {
            if (deadline - now <= 0) {
                overdue.add(name);
            }
        });
        for (String name : overdue) {
            writing.remove(name);
            apply(name, reader.read(folder.resolve(name), catalog.file(name)), false);
        }
    }

    private long longestWaitNanos(Trouble trouble) {
        if (!unsettled.isEmpty()) {
            return REREAD_NANOS;
        }
        long now = System.nanoTime();
        return writing.values().stream()
                .mapToLong(deadline -> Math.max(1, deadline - now))
                .min()
                .orElse(trouble.mayPass ? RETRY_NANOS : Long.MAX_VALUE);
    }

    private void read(FolderWatch watching, String name, boolean onlyIfChanged) {
        if (!isManifest(name)) {
            return;
        }
        Path path = folder.resolve(name);
        watching.followLink(path);
        ManifestFile before = catalog.file(name);
        FileStamp stamp = stamp(path);
        if (onlyIfChanged && stamp != null && stamp.equals(before.stamp())) {
            return;
        }
        if (stamp != null && stamp.size() == 0 && !before.objects().isEmpty()) {
            await(name);
            return;
        }
        apply(name, reader.read(path, before), told != null);
    }

    private static @Nullable FileStamp stamp(Path path) {
        try {
            return FileStamp.of(path);
        } catch (IOException e) {
            return null; // reading it says why
        }
    }

    private void await(String name) {
        writing.putIfAbsent(name, System.nanoTime() + graceNanos);
    }

    private void apply(String name, ManifestFileReader.Outcome outcome, boolean believeInWriter) {
        switch (outcome) {
            case ManifestFileReader.Outcome.Read(ManifestFile file) -> put(name, file);
            case ManifestFileReader.Outcome.Broken(ManifestFile file) -> {
                if (believeInWriter) {
                    await(name); // nothing is lost by it: the last good state holds either way
                } else {
                    put(name, file);
                }
            }
            case ManifestFileReader.Outcome.Absent() -> {
                unsettled.remove(name);
                writing.remove(name);
                catalog.remove(name);
            }
            case ManifestFileReader.Outcome.Unsettled(ManifestFile file) -> {
                if (unsettled.merge(name, 1, Integer::sum) > MOST_REREADS) {
                    put(name, file);
                }
            }
        }
    }

    private void put(String name, ManifestFile file) {
        unsettled.remove(name);
        writing.remove(name);
        catalog.put(name, file);
    }

    private void tell(Listener listener, Trouble trouble) {
        boolean complete = trouble.equals(Trouble.NONE) && unsettled.isEmpty();
        if (complete || told != null || remembers) {
            tellPicture(listener, catalog.picture(complete));
        }
        List<SourceProblem> problems = new ArrayList<>(catalog.problems());
        if (!trouble.equals(Trouble.NONE)) {
            problems.addFirst(new SourceProblem(folder, 0, 0, trouble.reason));
        }
        if (!problems.equals(toldProblems)) {
            toldProblems = List.copyOf(problems);
            call(() -> listener.problems(List.copyOf(problems)));
        }
    }

    private void tellPicture(Listener listener, Cluster picture) {
        Cluster before = told;
        ClusterChange change = ClusterChange.between(before == null ? Cluster.EMPTY : before, picture);
        told = picture;
        if (before == null || !change.isEmpty()) {
            call(() -> listener.changed(change));
        }
    }

    /** A listener that fails must not end the following: the next change may be the one that cures it. */
    private void call(Runnable listener) {
        if (closed) {
            return;
        }
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("Following {}: the listener failed", folder, e);
        }
    }

    private static boolean isManifest(String name) {
        return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
