package org.flatnet.kernel.netlink;

import java.util.List;

/**
 * An attribute that the library does not know. It encodes to the bytes it came from.
 *
 * @param type with its flag bits ({@code NLA_F_NESTED}, {@code NLA_F_NET_BYTEORDER})
 */
public record OpaqueAttribute(int type, Bytes value) {

    /** The current attribute of a cursor. */
    public static OpaqueAttribute read(Attributes attributes) {
        return new OpaqueAttribute(attributes.flaggedType(), Bytes.of(attributes.bytesValue()));
    }

    public void write(MessageWriter writer) {
        writer.attributeBytes(type, value.toArray());
    }

    public static void writeAll(List<OpaqueAttribute> attributes, MessageWriter writer) {
        attributes.forEach(attribute -> attribute.write(writer));
    }

    @Override
    public String toString() {
        return (type & 0x3fff) + "=" + value;
    }
}
