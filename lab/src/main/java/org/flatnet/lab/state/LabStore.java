package org.flatnet.lab.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Reads and changes the states of labs. Changes are made one at a time over all processes, by a lock that the kernel
 * drops when its holder dies, and each is written whole. Any thread may call.
 */
public final class LabStore {
    /** A lock on a file keeps other processes out, and is refused to other threads of this one: these wait here. */
    private static final Lock OTHER_THREADS = new ReentrantLock();

    private final LabHome home;

    public LabStore(LabHome home) {
        this.home = home;
    }

    /** Something done under the lock. */
    private interface Locked<T> {
        T run() throws IOException;
    }

    /** Something done while there is no lab. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /** The lab of this name, or empty if there is none. */
    public Optional<LabState> find(String lab) throws IOException {
        Path file = home.stateFile(lab);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StateFormat.read(Files.readString(file)));
        } catch (RuntimeException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Names of all labs that there are. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(home.labs())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(home.labs())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> Files.exists(home.stateFile(name)))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Writes down a new lab.
     *
     * @throws LabExistsException if there is one of that name
     */
    public void create(LabState state) throws IOException {
        String lab = state.spec().name();
        locked(() -> {
            if (Files.exists(home.stateFile(lab))) {
                throw new LabExistsException(lab);
            }
            Files.createDirectories(home.folder(lab));
            write(lab, state);
            return state;
        });
    }

    /**
     * Changes what is remembered of a lab.
     *
     * @return the state after the change
     * @throws IOException if there is no such lab
     */
    public LabState update(String lab, UnaryOperator<LabState> change) throws IOException {
        return locked(() -> {
            LabState changed = change.apply(require(lab));
            write(lab, changed);
            return changed;
        });
    }

    /** The lab of this name, which must be there. */
    public LabState require(String lab) throws IOException {
        Optional<LabState> state = find(lab);
        if (state.isEmpty()) {
            List<String> others = names();
            throw new IOException("there is no lab \"" + lab + "\""
                    + (others.isEmpty() ? "" : "; there are " + String.join(", ", others))
                    + ": `./flatnet lab up --name " + lab + "` makes it");
        }
        return state.get();
    }

    /** Deletes everything that was kept of a lab, its state last, so that a death on the way leaves it to be found. */
    public void delete(String lab) throws IOException {
        locked(() -> {
            deleteAll(home.folder(lab), home.stateFile(lab));
            Files.deleteIfExists(home.stateFile(lab));
            Files.deleteIfExists(home.folder(lab));
            return lab;
        });
    }

    /** Does something while there is no lab and none can be made; not at all if there is one. */
    public void whileNone(Action action) throws IOException {
        locked(() -> {
            List<String> names = names();
            if (names.isEmpty()) {
                action.run();
            }
            return names;
        });
    }

    private static void deleteAll(Path folder, Path last) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.filter(path -> !path.equals(last) && !path.equals(folder)).forEach(paths::add);
        }
        paths.sort(Comparator.reverseOrder());
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    private void write(String lab, LabState state) throws IOException {
        Path file = home.stateFile(lab);
        Path fresh = file.resolveSibling("lab.json.new");
        Files.writeString(fresh, StateFormat.write(state));
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(home.labs() + " is on a file system without atomic renames", e);
        }
    }

    private <T> T locked(Locked<T> body) throws IOException {
        Files.createDirectories(home.labs());
        Path file = home.labs().resolve(".lock");
        OTHER_THREADS.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return body.run();
        } finally {
            OTHER_THREADS.unlock();
        }
    }
}
