package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * {@code struct ndmsg}, before the attributes of neighbours and forwarding entries, and {@code NDA_*} of
 * {@code linux/neighbour.h}.
 *
 * <pre>
 * 0        1       4       8       10      11     12
 * ┌────────┬───────┬───────┬───────┬───────┬──────┐
 * │ family │ 0 0 0 │ index │ state │ flags │ type │
 * └────────┴───────┴───────┴───────┴───────┴──────┘
 * </pre>
 */
final class NeighbourHeader {
    static final int BYTES = 12;

    static final int DESTINATION = 1;
    static final int LINK_ADDRESS = 2;
    static final int CACHE_INFO = 3;
    static final int PROBES = 4;
    static final int VLAN = 5;
    static final int PORT = 6;
    static final int VNI = 7;
    static final int LINK = 8;
    static final int MASTER = 9;
    static final int SOURCE_VNI = 11;
    static final int PROTOCOL = 12;
    static final int EXTENDED_FLAGS = 15;

    private NeighbourHeader() {}

    static MessageWriter begin(int family, int link, NeighbourState state, NeighbourFlags flags) {
        return new MessageWriter(96)
                .putByte(family)
                .putByte(0)
                .putShort(0)
                .putInt(link)
                .putShort(state.bits())
                .putByte(flags.bits())
                .putByte(0);
    }

    static int link(Message message) {
        return message.intAt(4);
    }

    static NeighbourState state(Message message) {
        return new NeighbourState(message.shortAt(8));
    }

    static NeighbourFlags flags(Message message) {
        return new NeighbourFlags(message.byteAt(10));
    }
}
