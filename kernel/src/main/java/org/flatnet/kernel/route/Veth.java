package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * One end of a cable between two links. What goes into one end comes out of the other.
 *
 * @param peer the other end as it is to be created, in a namespace of its own if it says so; null in a listed link, which
 *     has the peer's index instead, and to leave the peer's name to the kernel
 */
public record Veth(@Nullable LinkDefinition peer) implements LinkKind {
    static final String KIND = "veth";

    private static final int VETH_INFO_PEER = 1;

    /** An end whose other one is to be as defined. */
    public static Veth to(LinkDefinition peer) {
        return new Veth(peer);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void writeData(MessageWriter writer) {
        if (peer != null) {
            writer.beginNest(VETH_INFO_PEER);
            LinkHeader.putNew(writer);
            peer.writeAttributes(writer);
            writer.endNest();
        }
    }

    @Override
    public String text(LinkNames names) {
        return peer == null ? "" : "peer " + peer.attributesText(names);
    }

    @Override
    public LinkKind configured() {
        return this;
    }
}
