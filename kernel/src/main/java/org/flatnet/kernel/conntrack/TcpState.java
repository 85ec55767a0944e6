package org.flatnet.kernel.conntrack;

import org.flatnet.kernel.netlink.Attributes;
import org.jspecify.annotations.Nullable;

/** How far a TCP connection has come: {@code enum tcp_conntrack} of {@code linux/netfilter/nf_conntrack_tcp.h}. */
public enum TcpState {
    NONE(0),
    SYN_SENT(1),
    SYN_RECV(2),
    ESTABLISHED(3),
    FIN_WAIT(4),
    CLOSE_WAIT(5),
    LAST_ACK(6),
    TIME_WAIT(7),
    CLOSE(8),
    SYN_SENT2(9);

    private static final int CTA_PROTOINFO_TCP = 1;
    private static final int CTA_PROTOINFO_TCP_STATE = 1;

    private final int number;

    TcpState(int number) {
        this.number = number;
    }

    /** From the attributes of {@code CTA_PROTOINFO}; null where it is another protocol's or says no state. */
    static @Nullable TcpState read(Attributes attributes) {
        while (attributes.next()) {
            if (attributes.type() == CTA_PROTOINFO_TCP) {
                Attributes tcp = attributes.nested();
                while (tcp.next()) {
                    if (tcp.type() == CTA_PROTOINFO_TCP_STATE) {
                        return ofNumber(tcp.byteValue());
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable TcpState ofNumber(int number) {
        for (TcpState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        return null;
    }
}
