package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;

/** Ports from low to high, both included. */
public record PortRange(int low, int high) {
    private static final int BYTES = 4;

    public PortRange {
        if (low < 0 || high > 0xffff || low > high) {
            throw new IllegalArgumentException("ports " + low + "-" + high + ": expected two of 0 to 65535 in order");
        }
    }

    /** One port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    static PortRange readNetworkOrder(Attributes attributes) {
        return read(attributes, ByteOrder.BIG_ENDIAN);
    }

    static PortRange readHostOrder(Attributes attributes) {
        return read(attributes, ByteOrder.nativeOrder());
    }

    private static PortRange read(Attributes attributes, ByteOrder order) {
        if (attributes.length() != BYTES) {
            throw new MalformedMessageException("a port range of " + attributes.length() + " bytes instead of 4");
        }
        ByteBuffer bytes = ByteBuffer.wrap(attributes.bytesValue()).order(order);
        return Decoding.checked(
                "port range",
                () -> new PortRange(Short.toUnsignedInt(bytes.getShort(0)), Short.toUnsignedInt(bytes.getShort(2))));
    }

    byte[] networkOrder() {
        return bytes(ByteOrder.BIG_ENDIAN);
    }

    byte[] hostOrder() {
        return bytes(ByteOrder.nativeOrder());
    }

    private byte[] bytes(ByteOrder order) {
        return ByteBuffer.allocate(BYTES)
                .order(order)
                .putShort((short) low)
                .putShort((short) high)
                .array();
    }

    @Override
    public String toString() {
        return low == high ? Integer.toString(low) : low + "-" + high;
    }
}
