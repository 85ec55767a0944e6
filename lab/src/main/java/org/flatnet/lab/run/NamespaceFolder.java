package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flatnet.lab.state.LabHome;

/** The folder of named network namespaces, which a machine may not have yet: the last lab takes it away again then. */
final class NamespaceFolder {
    private final LabHome home;
    private final Path mark;

    NamespaceFolder(LabHome home) {
        this.home = home;
        this.mark = home.labs().resolve(".made-namespaces-folder");
    }

    /** Makes the folder if it is missing; the mark comes first, so that a death between the two is no loss. */
    void make() throws IOException {
        if (Files.isDirectory(home.namespaces())) {
            return;
        }
        try {
            Files.createFile(mark);
        } catch (FileAlreadyExistsException e) {
            // Left by a lab that was killed: it still says that the folder is ours.
        }
        Files.createDirectories(home.namespaces());
    }

    /** Removes the folder if labs made it and nothing is left in it. */
    void removeIfMade() throws IOException {
        if (!Files.exists(mark)) {
            return;
        }
        try {
            Files.deleteIfExists(home.namespaces());
            Files.deleteIfExists(mark);
        } catch (DirectoryNotEmptyException e) {
            // Another lab's namespaces are there: it will come here last.
        } catch (FileSystemException e) {
            // The command ip has mounted something on it meanwhile, and so it is no longer ours alone.
            Files.deleteIfExists(mark);
        }
    }
}
