package org.flatnet.ipam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * The folder in which the reference plugin host-local keeps a network's leases: a file for each, named by the address,
 * with the container's id, CR LF, and the interface's name in it; and {@code last_reserved_ip.N} for each range set.
 *
 * @param path the plugin's data directory and the network's name
 */
record HostLocalFolder(Path path) {
    private static final String LAST = "last_reserved_ip.";
    private static final String LOCK = "lock";
    private static final String LINE_END = "\r\n";
    /** Leases of early versions have no interface; it was the pod's only one. */
    private static final String ONLY_INTERFACE = "eth0";
    /** An id has 64 characters, an interface 15 bytes; a file of megabytes is not read. */
    private static final long LARGEST_BYTES = 4096;

    /**
     * What was found.
     *
     * @param leases by address
     * @param last the address given last, by the place of its set in the plugin's configuration
     * @param problems files that could not be understood, and are left alone
     */
    record Contents(List<Lease> leases, Map<Integer, IpAddress> last, List<String> problems) {}

    /** Reads it; empty where there is none. */
    Contents read(String network) throws IOException {
        Contents contents = new Contents(new ArrayList<>(), new HashMap<>(), new ArrayList<>());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                try {
                    take(file, network, contents);
                } catch (IllegalArgumentException e) {
                    contents.problems().add("host-local's file " + file + " is not taken over: " + e.getMessage());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return contents;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        contents.leases().sort(Comparator.comparing(Lease::address));
        return contents;
    }

    /** Removes the file of a lease that ended, unless the plugin has given the address to another owner since. */
    static void remove(Path file, AttachmentId owner) throws IOException {
        try {
            if (owner(file, owner.network()).equals(owner)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | IllegalArgumentException e) {
            // gone, or not that lease any more: nothing of ours
        }
    }

    private static void take(Path file, String network, Contents contents) throws IOException {
        String name = file.getFileName().toString();
        if (name.equals(LOCK)) {
            return;
        }
        if (name.startsWith(LAST)) {
            int set = Integer.parseInt(name.substring(LAST.length()));
            contents.last().put(set, IpAddress.parse(text(file).strip()));
            return;
        }
        IpAddress address = IpAddress.parse(name);
        contents.leases()
                .add(new Lease(owner(file, network), address, new LeaseKeeper.Imported(file.toAbsolutePath())));
    }

    private static AttachmentId owner(Path file, String network) throws IOException {
        String text = text(file);
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty, as a failed write leaves it: the address is free");
        }
        int end = text.indexOf(LINE_END);
        String containerId = end < 0 ? text : text.substring(0, end);
        String interfaceName = end < 0 ? ONLY_INTERFACE : text.substring(end + LINE_END.length());
        return new AttachmentId(network, containerId.strip(), interfaceName.strip());
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new IllegalArgumentException("it is larger than " + LARGEST_BYTES + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
