package org.flatnet.ipam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a small file for each lease, named by its address. What is hidden is not a lease:
 *
 * <pre>
 *   10.200.0.7              a lease: see {@link LeaseFile}
 *   .10.200.0.7.new         a lease that is being written; a leftover means nothing
 *   .10.200.0.7.released    an address at rest
 *   .last.91b2c3…           the address that a range set gave last
 *   .imported.91b2c3…       a folder of host-local's that was taken over
 * </pre>
 *
 * A lease comes by a rename and goes by one, which is whole or nothing. Nothing is flushed to a disk: the folder lies in
 * memory, and what it says is void after a reboot.
 */
final class FolderLeaseStore implements LeaseStore {
    private static final String NEW = ".new";
    private static final String RELEASED = ".released";
    private static final String LAST = ".last.";
    private static final String IMPORTED = ".imported.";

    /** The longest address and a line end; the file keeps its size, so that it is written over in one piece. */
    private static final int TURN_BYTES = 40;

    private final Path folder;
    private final String network;
    private final String bootId;

    FolderLeaseStore(Path folder, String network, String bootId) {
        this.folder = folder;
        this.network = network;
        this.bootId = bootId;
    }

    @Override
    public Contents load() throws IOException {
        Loading loading = new Loading();
        for (String name : names()) {
            loading.take(name);
        }
        return loading.contents();
    }

    @Override
    public Set<IpAddress> written() throws IOException {
        Set<IpAddress> written = new HashSet<>();
        for (String name : names()) {
            IpAddress address = address(name);
            if (address != null) {
                written.add(address);
            }
        }
        return written;
    }

    @Override
    public void write(Lease lease) throws IOException {
        Path temporary = hidden(lease.address(), NEW);
        try {
            Files.write(
                    temporary,
                    LeaseFile.write(lease, bootId),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            Files.move(temporary, file(lease.address()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    @Override
    public void rest(IpAddress address) throws IOException {
        try {
            Files.move(file(address), hidden(address, RELEASED), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // someone wiped the folder: there is nothing to be kept
        }
    }

    @Override
    public void free(IpAddress address) throws IOException {
        Files.deleteIfExists(hidden(address, RELEASED));
    }

    @Override
    public void forget(IpAddress address) throws IOException {
        free(address);
        Files.deleteIfExists(file(address));
    }

    @Override
    public void rememberTurn(String setKey, IpAddress address) throws IOException {
        String text = address.toString();
        String line = text + " ".repeat(TURN_BYTES - 1 - text.length()) + '\n';
        Files.write(
                folder.resolve(LAST + setKey),
                line.getBytes(StandardCharsets.US_ASCII),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    @Override
    public void rememberImport(String folderKey) throws IOException {
        Files.write(folder.resolve(IMPORTED + folderKey), new byte[0]);
    }

    @Override
    public void create() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                names.add(file.getFileName().toString());
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private Path file(IpAddress address) {
        return folder.resolve(address.toString());
    }

    private Path hidden(IpAddress address, String kind) {
        return folder.resolve("." + address + kind);
    }

    private static void deleteAfter(IOException failure, Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** The address that a file is named by, in its usual text; null if it is named otherwise. */
    private static @Nullable IpAddress address(String name) {
        try {
            IpAddress address = IpAddress.parse(name);
            return address.toString().equals(name) ? address : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Goes through the files one by one. */
    private final class Loading {
        private final List<Lease> leases = new ArrayList<>();
        private final Set<IpAddress> resting = new HashSet<>();
        private final Map<String, IpAddress> turns = new HashMap<>();
        private final Set<String> imports = new HashSet<>();
        private final List<String> problems = new ArrayList<>();
        private int ofEarlierBoots;

        void take(String name) {
            Path file = folder.resolve(name);
            if (name.startsWith(LAST)) {
                takeTurn(file, name.substring(LAST.length()));
            } else if (name.startsWith(IMPORTED)) {
                imports.add(name.substring(IMPORTED.length()));
            } else if (name.startsWith(".") && name.endsWith(NEW)) {
                remove(file);
            } else if (name.startsWith(".") && name.endsWith(RELEASED)) {
                takeReleased(file, address(name.substring(1, name.length() - RELEASED.length())));
            } else {
                takeLease(file, address(name));
            }
        }

        private void takeLease(Path file, @Nullable IpAddress address) {
            if (address == null) {
                problems.add(file + " is not named by an address: it is no lease, and left alone");
                return;
            }
            try {
                LeaseFile.Read read = LeaseFile.read(Files.readAllBytes(file), network, address);
                if (read.bootId().equals(bootId)) {
                    leases.add(read.lease());
                    return;
                }
                ofEarlierBoots++;
            } catch (IOException e) {
                problems.add("the lease " + file + " cannot be read (" + e.getMessage()
                        + "): its address is at rest, unless a link holds it");
                resting.add(address);
                return;
            } catch (IllegalArgumentException e) {
                problems.add("the lease " + file + " is void: " + e.getMessage() + "; removed, the address is free");
            }
            remove(file);
        }

        private void takeReleased(Path file, @Nullable IpAddress address) {
            if (address == null) {
                problems.add(file + " is not named by an address: left alone");
            } else {
                resting.add(address);
            }
        }

        private void takeTurn(Path file, String setKey) {
            try {
                turns.put(setKey, IpAddress.parse(Files.readString(file).strip()));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(file + " does not say which address was given last: beginning with the first");
                remove(file);
            }
        }

        private void remove(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                problems.add(file + " cannot be removed: " + e.getMessage());
            }
        }

        Contents contents() {
            if (ofEarlierBoots > 0) {
                problems.add(ofEarlierBoots + " leases of an earlier boot were dropped: their pods went with it");
            }
            leases.forEach(lease -> resting.remove(lease.address()));
            return new Contents(leases, resting, turns, imports, problems);
        }
    }
}
