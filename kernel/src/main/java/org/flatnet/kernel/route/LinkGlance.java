package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.jspecify.annotations.Nullable;

/**
 * The little of a link's message by which a listener sees whether it has to read the rest, at a twentieth of what the rest
 * costs: a node's links change a dozen times with each attachment.
 *
 * @param gone whether the link is gone
 * @param index the number by which its namespace knows it
 * @param name its name
 * @param isUp whether it is set up
 * @param mtu in bytes
 * @param master the index of its bridge or other master, 0 if it has none
 * @param alias or null
 * @param port what it is as a bridge's port; null if it is none
 */
public record LinkGlance(
        boolean gone,
        int index,
        String name,
        boolean isUp,
        int mtu,
        int master,
        @Nullable String alias,
        @Nullable PortGlance port) {

    /** What a glance at a link shows. */
    public static LinkGlance of(boolean gone, Link link) {
        return new LinkGlance(
                gone,
                link.index(),
                link.name(),
                link.isUp(),
                link.mtu(),
                link.master(),
                link.alias(),
                PortGlance.of(link));
    }

    /** Reads a message of a link; null for one that is of something else, a bridge's port say. */
    static @Nullable LinkGlance read(Message message) {
        boolean gone = message.type() == MessageType.DELLINK;
        if (!gone && message.type() != MessageType.NEWLINK || message.byteAt(0) == MessageType.AF_BRIDGE) {
            return null;
        }
        String name = null;
        int mtu = 0;
        int master = 0;
        String alias = null;
        PortGlance port = null;
        Attributes attributes = message.attributes(LinkHeader.BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case LinkAttribute.IFNAME -> name = attributes.string();
                case LinkAttribute.MTU -> mtu = attributes.intValue();
                case LinkAttribute.MASTER -> master = attributes.intValue();
                case LinkAttribute.IFALIAS -> alias = attributes.string();
                case LinkAttribute.LINKINFO -> port = readPort(attributes.nested());
                default -> {
                    // for those who read the whole
                }
            }
        }
        boolean isUp = new LinkFlags(message.intAt(LinkHeader.FLAGS_AT)).has(LinkFlags.UP);
        return new LinkGlance(
                gone,
                message.intAt(LinkHeader.INDEX_AT),
                Decoding.require("a link's name", name),
                isUp,
                mtu,
                master,
                alias,
                port);
    }

    private static @Nullable PortGlance readPort(Attributes info) {
        boolean ofBridge = false;
        PortGlance port = null;
        while (info.next()) {
            switch (info.type()) {
                case LinkAttribute.INFO_SLAVE_KIND -> ofBridge = Bridge.KIND.equals(info.string());
                case LinkAttribute.INFO_SLAVE_DATA -> port = ofBridge ? PortGlance.read(info.nested()) : null;
                default -> {
                    // for those who read the whole
                }
            }
        }
        return port;
    }
}
