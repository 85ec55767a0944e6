package org.flatnet.kernel.conntrack;

import org.flatnet.kernel.netlink.MessageWriter;

/** Numbers of {@code linux/netfilter/nfnetlink_conntrack.h}, and the header that its messages have. */
final class ConntrackMessage {
    /** {@code NFNL_SUBSYS_CTNETLINK}, the upper byte of every message type. */
    private static final int SUBSYSTEM = 1;

    static final int GET = SUBSYSTEM << 8 | 1;
    static final int DELETE = SUBSYSTEM << 8 | 2;

    /** {@code struct nfgenmsg}: family, version, resource. */
    static final int HEADER_BYTES = 4;

    static final int TUPLE_ORIGINAL = 1;
    static final int TUPLE_REPLY = 2;
    static final int STATUS = 3;
    static final int PROTOCOL_INFORMATION = 4;
    static final int TIMEOUT = 7;
    static final int MARK = 8;
    static final int COUNTERS_ORIGINAL = 9;
    static final int COUNTERS_REPLY = 10;
    static final int USE = 11;
    static final int ID = 12;
    static final int ZONE = 18;
    static final int MARK_MASK = 21;
    static final int FILTER = 25;

    private ConntrackMessage() {}

    static MessageWriter begin(int family) {
        return new MessageWriter(160).putByte(family).putByte(0).putShort(0);
    }
}
