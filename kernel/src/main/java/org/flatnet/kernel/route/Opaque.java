package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * A kind of link that the library does not know. It encodes to the bytes it came from. A kernel that lists things of a
 * kind that it does not let be set refuses a new link with them.
 *
 * @param kind the kernel's name of it, such as {@code dummy}
 * @param data the attributes of {@code IFLA_INFO_DATA}
 */
public record Opaque(String kind, Bytes data) implements LinkKind {
    /** A link of this kind with the kernel's defaults. */
    public static Opaque of(String kind) {
        return new Opaque(kind, Bytes.of());
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.putBytes(data.toArray());
    }

    @Override
    public String text(LinkNames names) {
        return "";
    }

    @Override
    public Opaque configured() {
        return this;
    }
}
