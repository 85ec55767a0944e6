package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.jspecify.annotations.Nullable;

/** Something that is new or changed in a namespace's network, or is gone from it. */
public sealed interface RouteChange {
    /** Whether it is gone; else it is new, or as it is now. */
    boolean gone();

    record OfLink(boolean gone, Link link) implements RouteChange {}

    /**
     * A port of a bridge, by the bridge: among others when a link is no port any more.
     *
     * @param port null where it is not told
     */
    record OfPort(boolean gone, int link, @Nullable PortGlance port) implements RouteChange {}

    record OfAddress(boolean gone, LinkAddress address) implements RouteChange {}

    record OfRoute(boolean gone, Route route) implements RouteChange {}

    record OfRule(boolean gone, Rule rule) implements RouteChange {}

    record OfNeighbour(boolean gone, Neighbour neighbour) implements RouteChange {}

    record OfForwardingEntry(boolean gone, ForwardingEntry entry) implements RouteChange {}

    /** What a notification says; null if it is of no kind that is listened for. */
    static @Nullable RouteChange read(Message message) {
        return switch (message.type()) {
            case MessageType.NEWLINK, MessageType.DELLINK -> readLink(message);
            case MessageType.NEWNEIGH, MessageType.DELNEIGH -> readNeighbour(message);
            default -> Decoding.isInternet(message) ? readInternet(message) : null;
        };
    }

    private static RouteChange readLink(Message message) {
        boolean gone = message.type() == MessageType.DELLINK;
        return message.byteAt(0) == MessageType.AF_BRIDGE
                ? new OfPort(gone, message.intAt(LinkHeader.INDEX_AT), readPort(message))
                : new OfLink(gone, Link.read(message));
    }

    private static @Nullable PortGlance readPort(Message message) {
        Attributes attributes = message.attributes(LinkHeader.BYTES);
        while (attributes.next()) {
            if (attributes.type() == LinkAttribute.PROTINFO) {
                return PortGlance.read(attributes.nested());
            }
        }
        return null;
    }

    private static @Nullable RouteChange readNeighbour(Message message) {
        boolean gone = message.type() == MessageType.DELNEIGH;
        if (message.byteAt(0) == MessageType.AF_BRIDGE) {
            return new OfForwardingEntry(gone, ForwardingEntry.read(message));
        }
        return Decoding.isInternet(message) ? new OfNeighbour(gone, Neighbour.read(message)) : null;
    }

    private static @Nullable RouteChange readInternet(Message message) {
        return switch (message.type()) {
            case MessageType.NEWADDR -> new OfAddress(false, LinkAddress.read(message));
            case MessageType.DELADDR -> new OfAddress(true, LinkAddress.read(message));
            case MessageType.NEWROUTE -> new OfRoute(false, Route.read(message));
            case MessageType.DELROUTE -> new OfRoute(true, Route.read(message));
            case MessageType.NEWRULE -> new OfRule(false, Rule.read(message));
            case MessageType.DELRULE -> new OfRule(true, Rule.read(message));
            default -> null;
        };
    }
}
