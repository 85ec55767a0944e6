package org.flatnet.model;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * What the CNI specification knows an attachment by: one interface of one container on one network. Ordered by network,
 * container, interface.
 *
 * @param network the network's name, from the network configuration
 * @param containerId the runtime's id of the pod's sandbox (CNI_CONTAINERID)
 * @param interfaceName the interface's name inside the container (CNI_IFNAME)
 */
public record AttachmentId(String network, String containerId, String interfaceName)
        implements Comparable<AttachmentId> {
    /** What the kernel takes for a link's name, the final zero not counted ({@code IFNAMSIZ} less one). */
    private static final int MAXIMUM_INTERFACE_NAME_BYTES = 15;

    private static final int SHOWN_CHARACTERS = 80;
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.\\-]*");
    private static final Comparator<AttachmentId> ORDER = Comparator.comparing(AttachmentId::network)
            .thenComparing(AttachmentId::containerId)
            .thenComparing(AttachmentId::interfaceName);

    public AttachmentId {
        checkNetwork(network);
        checkContainerId(containerId);
        checkInterfaceName(interfaceName);
    }

    /** Refuses what the specification does not allow as a network's name. */
    public static void checkNetwork(String network) {
        checkIdentifier("network name", network);
    }

    /** Refuses what the specification does not allow as a container's id. */
    public static void checkContainerId(String containerId) {
        checkIdentifier("container ID", containerId);
    }

    /** Refuses what cannot name a link: the kernel's own rule, which is the specification's too. */
    public static void checkInterfaceName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the interface name is empty: expected a name such as eth0");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_INTERFACE_NAME_BYTES) {
            throw new IllegalArgumentException("the interface name " + quoted(name) + " is too long: expected at most "
                    + MAXIMUM_INTERFACE_NAME_BYTES + " bytes");
        }
        if (name.equals(".") || name.equals("..") || !name.chars().allMatch(AttachmentId::mayNameLink)) {
            throw new IllegalArgumentException(
                    "the interface name " + quoted(name)
                            + " cannot name a link: expected no slash, colon, space or control character, and neither . nor ..");
        }
    }

    private static void checkIdentifier(String what, String text) {
        if (!IDENTIFIER.matcher(text).matches()) {
            throw new IllegalArgumentException("the " + what + " " + quoted(text)
                    + " is not allowed: expected a letter or digit, then letters, digits, '_', '.' and '-'");
        }
    }

    private static boolean mayNameLink(int c) {
        return c != '/' && c != ':' && !Character.isWhitespace(c) && !Character.isISOControl(c);
    }

    private static String quoted(String text) {
        return '"' + (text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text) + '"';
    }

    @Override
    public int compareTo(AttachmentId other) {
        return ORDER.compare(this, other);
    }

    /** For messages: {@code eth0 of 4c6f on flatnet}. */
    @Override
    public String toString() {
        return interfaceName + " of " + containerId + " on " + network;
    }
}
