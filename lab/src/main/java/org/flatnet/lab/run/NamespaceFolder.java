package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.SharedMount;

/**
 * The folder of named network namespaces, which a machine may not have yet: the last lab takes it away again then.
 *
 * <p>It is made a shared mount, as {@code ip netns add} makes it. Else the first {@code ip netns add} beside a lab would
 * bind the folder over itself, with a second mount of each namespace above the first: the first could not be unmounted any
 * more, and would hold the lab's namespaces for ever. So one more mount while there are labs is the smaller evil. It goes
 * with the last of them, unless others have namespaces in it by then, who would have made it themselves; marks beside the
 * folder, gone at reboot as it is, tell what is the labs'.
 */
final class NamespaceFolder {
    private final Path folder;
    private final Path madeFolder;
    private final Path madeMount;

    NamespaceFolder(Path folder) {
        this.folder = folder;
        this.madeFolder = folder.resolveSibling(".flatnet-lab-made-netns");
        this.madeMount = folder.resolveSibling(".flatnet-lab-mounted-netns");
    }

    /**
     * Makes what is missing, and keeps others from taking it away until the first namespaces are there and what is returned
     * is closed. The marks come first, so that a death between the two is no loss.
     */
    SharedMount hold() throws IOException {
        while (true) {
            if (!Files.isDirectory(folder)) {
                mark(madeFolder);
                Files.createDirectories(folder);
            }
            try {
                return made(SharedMount.lock(folder));
            } catch (KernelException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
                // The last lab of another checkout has just taken it away.
            }
        }
    }

    private SharedMount made(SharedMount mount) throws IOException {
        try {
            mount.make(() -> mark(madeMount));
            return mount;
        } catch (IOException | RuntimeException e) {
            mount.close();
            throw e;
        }
    }

    private static void mark(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Left by a lab that was killed: it still says that what it stands for is ours.
        }
    }

    /** Removes what labs made and nobody uses. Others' namespaces in it leave it to the lab that goes down after them. */
    void removeIfMade() throws IOException {
        if (!Files.exists(madeMount) && !Files.exists(madeFolder)) {
            return;
        }
        try (SharedMount mount = SharedMount.lock(folder)) {
            if (isUsed()) {
                return;
            }
            if (Files.exists(madeMount)) {
                mount.remove();
                Files.deleteIfExists(madeMount);
            }
            if (Files.exists(madeFolder)) {
                Files.deleteIfExists(folder);
                Files.deleteIfExists(madeFolder);
            }
        } catch (DirectoryNotEmptyException e) {
            // ip, which makes names outside of the lock, has just made one.
        } catch (KernelException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            Files.deleteIfExists(madeMount);
            Files.deleteIfExists(madeFolder);
        }
    }

    private boolean isUsed() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.findAny().isPresent();
        }
    }
}
