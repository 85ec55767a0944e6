package org.flatnet.pod;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;

/** What the objects of an attachment are called. All of it follows from the attachment, so that a restart finds it again. */
public final class PodNames {
    /** The network whose name is left out of its links' names. */
    public static final String DEFAULT_NETWORK = "flatnet";

    private static final String HOST_LINK_PREFIX = "fn";
    private static final int HOST_LINK_HASH_BYTES = 6;
    private static final String ALIAS_PREFIX = Marks.ALIAS_PREFIX + "pod ";
    /** {@code IFALIASZ} of {@code linux/if.h} less the final zero. */
    private static final int LONGEST_ALIAS = 255;

    /** What a hash begins with that stands in place of a container's ID or a network's name. */
    static final String HASH_MARK = "sha256.";

    private static final int ALIAS_PARTS = 3;
    private static final long LOCAL_BIT = 0x0200_0000_0000L;
    private static final long GROUP_BIT = 0x0100_0000_0000L;

    private PodNames() {}

    /** The name of the veth's end on the node: {@code fn} and 12 digits of a hash of the whole attachment. */
    public static String hostLink(AttachmentId id) {
        String key = id.containerId() + '\0' + id.interfaceName();
        if (!id.network().equals(DEFAULT_NETWORK)) {
            key += '\0' + id.network();
        }
        return HOST_LINK_PREFIX + HexFormat.of().formatHex(sha256(key), 0, HOST_LINK_HASH_BYTES);
    }

    /**
     * The alias of the veth's end on the node, which says whose it is. The kernel takes 255 bytes: of an attachment that
     * needs more the container's ID is put as its hash, of one that is still too long the network's name too.
     */
    public static String alias(AttachmentId id) {
        return text(shortened(id));
    }

    /** The attachment as {@link #alias} has it: itself, or with hashes in place of what is too long. */
    public static AttachmentId shortened(AttachmentId id) {
        AttachmentId shorter = id;
        if (isTooLong(shorter)) {
            shorter = new AttachmentId(id.network(), hashed(id.containerId()), id.interfaceName());
        }
        if (isTooLong(shorter)) {
            shorter = new AttachmentId(hashed(id.network()), shorter.containerId(), id.interfaceName());
        }
        return shorter;
    }

    private static boolean isTooLong(AttachmentId id) {
        return text(id).getBytes(StandardCharsets.UTF_8).length > LONGEST_ALIAS;
    }

    private static String text(AttachmentId id) {
        return ALIAS_PREFIX + id.network() + ' ' + id.containerId() + ' ' + id.interfaceName();
    }

    /** Whose link bears the alias, as {@link #shortened} has it; null if it is no pod's. */
    public static @Nullable AttachmentId owner(@Nullable String alias) {
        if (alias == null || !alias.startsWith(ALIAS_PREFIX)) {
            return null;
        }
        String[] parts = alias.substring(ALIAS_PREFIX.length()).split(" ", -1);
        if (parts.length != ALIAS_PARTS) {
            return null;
        }
        try {
            return new AttachmentId(parts[0], parts[1], parts[2]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The hardware address of the pod's end: a local one, always the same for one attachment. */
    static MacAddress podMac(AttachmentId id) {
        return mac("pod\0" + alias(id));
    }

    /** The hardware address of the node's end. */
    static MacAddress hostMac(AttachmentId id) {
        return mac("host\0" + alias(id));
    }

    /**
     * The hardware address of a node's bridge. It stays the same when the bridge is made again, as the pods remember it;
     * and differs from node to node, as somebody may join the bridges.
     */
    static MacAddress bridgeMac(String nodeName, String bridge) {
        return mac("bridge\0" + nodeName + '\0' + bridge);
    }

    private static MacAddress mac(String key) {
        byte[] hash = sha256(key);
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(hash[i]);
        }
        return new MacAddress((bits | LOCAL_BIT) & ~GROUP_BIT);
    }

    private static String hashed(String text) {
        return HASH_MARK + HexFormat.of().formatHex(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
