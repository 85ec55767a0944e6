package org.flatnet.agent;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the CNI executable and the network's config in place. Every file appears whole under its name, the config last of
 * all: a runtime that sees it may call the executable at once.
 */
public final class Installer {
    private static final String EXECUTABLE = "flatnet";
    private static final String LOOPBACK = "loopback";

    /** The plugins whose configs can be served beside Flatnet's own. */
    public static final List<String> SERVED = List.of("bridge", "ptp", "host-local");

    /** In every build of the executable, and in no other plugin: what it says of itself, and the protocol it speaks. */
    private static final byte[] MARK = "FLATNET1".getBytes(StandardCharsets.US_ASCII);

    /** Around the name of an executable that is being copied: a killed install leaves it so, whole or not. */
    private static final String UNNAMED = ".flatnet-";

    private static final String UNNAMED_END = ".new";

    private static final String CONFIG = """
            {
              "cniVersion": "1.0.0",
              "cniVersions": ["0.3.1", "0.4.0", "1.0.0", "1.1.0"],
              "name": "flatnet",
              "plugins": [
                {
                  "type": "flatnet",
                  "capabilities": { "ips": true, "mac": true }
                }
              ]
            }
            """;

    private final NodePaths paths;
    private final Path executable;

    /** @param executable the CNI executable as it was built */
    public Installer(NodePaths paths, Path executable) {
        this.paths = paths;
        this.executable = executable;
    }

    /**
     * Installs, or renews what an earlier version installed.
     *
     * @param servedNames plugins whose configs are served too, such as {@code bridge}, from a folder of their own
     * @return the files that are in place now
     * @throws IllegalArgumentException if one of the names is not served; nothing is in place then
     */
    public List<Path> install(List<String> servedNames) throws IOException {
        for (String name : servedNames) {
            if (!SERVED.contains(name)) {
                throw new IllegalArgumentException(
                        "--serve \"" + name + "\": expected some of " + String.join(", ", SERVED));
            }
        }
        if (!Files.isRegularFile(executable)) {
            throw new NoSuchFileException(
                    executable.toString(), null, "the CNI executable is not there; build it with ./flatnet");
        }
        List<Path> files = new ArrayList<>();
        files.add(place(paths.cniExecutables().resolve(EXECUTABLE)));
        Path loopback = paths.cniExecutables().resolve(LOOPBACK);
        if (Files.notExists(loopback) || isOurs(loopback)) {
            files.add(place(loopback));
        }
        for (String name : servedNames) {
            files.add(place(paths.servedExecutables().resolve(name)));
        }
        files.add(writeConfig());
        return files;
    }

    private Path place(Path target) throws IOException {
        if (Files.exists(target) && !isOurs(target)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "another program's executable; it is left alone. Move it away first");
        }
        Files.createDirectories(target.getParent());
        Path unnamed = target.resolveSibling(UNNAMED + target.getFileName() + UNNAMED_END);
        Files.copy(executable, unnamed, REPLACE_EXISTING);
        Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(unnamed, target, ATOMIC_MOVE);
        return target;
    }

    private Path writeConfig() throws IOException {
        Path target = paths.cniConfig();
        Files.createDirectories(target.getParent());
        // Runtimes take files by their suffix: this one has none of theirs.
        Path unnamed = unnamedConfig(paths);
        Files.writeString(unnamed, CONFIG);
        Files.move(unnamed, target, ATOMIC_MOVE);
        // containerd watches the folder but looks at neither a new name nor a rename: only a write makes it read.
        Files.writeString(target, CONFIG, StandardOpenOption.WRITE);
        return target;
    }

    private static Path unnamedConfig(NodePaths paths) {
        return paths.cniConfig().resolveSibling("." + paths.cniConfig().getFileName() + UNNAMED_END);
    }

    /** Whether a file is a build of our executable. */
    static boolean isOurs(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at + MARK.length <= bytes.length; at++) {
            if (bytes[at] == MARK[0] && Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the files away, the config first, so that the runtime calls no executable that is gone. */
    public static List<Path> uninstall(NodePaths paths) throws IOException {
        List<Path> gone = new ArrayList<>();
        for (Path file : installed(paths)) {
            if (!Files.isDirectory(file) || isEmpty(file)) {
                Files.delete(file);
                gone.add(file);
            }
        }
        return gone;
    }

    /** All that is there of an install, of one that was killed too, in the order in which it may go. */
    static List<Path> installed(NodePaths paths) throws IOException {
        List<Path> there = new ArrayList<>();
        there.add(paths.cniConfig());
        there.add(unnamedConfig(paths));
        there.addAll(ourExecutables(paths.cniExecutables()));
        there.addAll(ourExecutables(paths.servedExecutables()));
        there.add(paths.servedExecutables());
        there.add(paths.servedExecutables().getParent());
        there.removeIf(Files::notExists);
        return there;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        }
    }

    /** Our executables in a folder, under whatever names. */
    private static List<Path> ourExecutables(Path folder) throws IOException {
        List<Path> ours = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    boolean unnamed = name.startsWith(UNNAMED) && name.endsWith(UNNAMED_END);
                    if (Files.isRegularFile(file) && (unnamed || Files.size(file) < MOST_BYTES && isOurs(file))) {
                        ours.add(file);
                    }
                }
            }
        }
        return ours;
    }

    /** No build of our executable is nearly so large; other plugins may be. */
    private static final long MOST_BYTES = 16 << 20;
}
