package org.flatnet.ipam;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * What stands in a lease's file. Its folder is the network, its name the address.
 *
 * <pre>
 *   boot 0c8a3f1e-6f3c-4a55-9a53-0f6f5d2c7f11
 *   container 4c6f0a
 *   interface eth0
 *   keeper link
 *   check 9ae0daaf
 * </pre>
 *
 * The last line is the CRC-32 of all before it: a file that was cut short or written over has no lease in it.
 */
final class LeaseFile {
    private static final int LINES = 5;
    private static final String IMPORTED = "imported ";

    private LeaseFile() {}

    /**
     * A file that was read.
     *
     * @param bootId the boot in which it was written
     */
    record Read(String bootId, Lease lease) {}

    static byte[] write(Lease lease, String bootId) {
        String body = "boot " + bootId + '\n'
                + "container " + lease.owner().containerId() + '\n'
                + "interface " + lease.owner().interfaceName() + '\n'
                + "keeper " + keeper(lease.keeper()) + '\n';
        return (body + "check " + checksum(body) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Read read(byte[] bytes, String network, IpAddress address) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("it is empty");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String[] lines = text.split("\n", -1);
        if (lines.length != LINES + 1 || !lines[LINES].isEmpty()) {
            throw new IllegalArgumentException("it is cut short, or no lease: expected " + LINES + " lines");
        }
        String check = value(lines[LINES - 1], "check");
        String body = text.substring(0, text.length() - lines[LINES - 1].length() - 1);
        if (!check.equals(checksum(body))) {
            throw new IllegalArgumentException("its check sum does not match: it was written over");
        }
        AttachmentId owner = new AttachmentId(network, value(lines[1], "container"), value(lines[2], "interface"));
        return new Read(value(lines[0], "boot"), new Lease(owner, address, keeper(value(lines[3], "keeper"))));
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key + " ")) {
            throw new IllegalArgumentException("it has a line that is not expected there: expected \"" + key + "\"");
        }
        return line.substring(key.length() + 1);
    }

    private static String keeper(LeaseKeeper keeper) {
        return switch (keeper) {
            case LeaseKeeper.Link() -> "link";
            case LeaseKeeper.Delegated() -> "delegated";
            case LeaseKeeper.Imported(Path file) ->
                IMPORTED + URLEncoder.encode(file.toString(), StandardCharsets.UTF_8);
        };
    }

    private static LeaseKeeper keeper(String text) {
        if (text.startsWith(IMPORTED)) {
            String file = URLDecoder.decode(text.substring(IMPORTED.length()), StandardCharsets.UTF_8);
            return new LeaseKeeper.Imported(Path.of(file));
        }
        return switch (text) {
            case "link" -> new LeaseKeeper.Link();
            case "delegated" -> new LeaseKeeper.Delegated();
            default ->
                throw new IllegalArgumentException("its keeper is unknown: expected link, delegated or imported");
        };
    }

    private static String checksum(String body) {
        CRC32 checksum = new CRC32();
        checksum.update(body.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
