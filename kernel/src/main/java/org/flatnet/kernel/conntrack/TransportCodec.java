package org.flatnet.kernel.conntrack;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;

/** {@code CTA_PROTO_*}: a protocol's number and what tells its flows apart. */
record TransportCodec(int protocol, Transport transport) {
    private static final int NUMBER = 1;
    private static final int SOURCE_PORT = 2;
    private static final int DESTINATION_PORT = 3;
    private static final int ICMP_ID = 4;
    private static final int ICMP_TYPE = 5;
    private static final int ICMP_CODE = 6;
    /** ICMPv6 has three of its own, in the same order. */
    private static final int ICMPV6_AFTER_ICMP = 3;

    private static final int PROTOCOL_ICMPV6 = 58;

    static void write(MessageWriter writer, int protocol, Transport transport) {
        writer.attributeByte(NUMBER, protocol);
        switch (transport) {
            case Transport.Ports(int source, int destination) ->
                writer.attributeShortNetworkOrder(SOURCE_PORT, source)
                        .attributeShortNetworkOrder(DESTINATION_PORT, destination);
            case Transport.Echo(int type, int code, int id) -> {
                int shift = protocol == PROTOCOL_ICMPV6 ? ICMPV6_AFTER_ICMP : 0;
                writer.attributeShortNetworkOrder(ICMP_ID + shift, id)
                        .attributeByte(ICMP_TYPE + shift, type)
                        .attributeByte(ICMP_CODE + shift, code);
            }
            case Transport.None() -> {
                // the number is all
            }
        }
    }

    static TransportCodec read(Attributes attributes) {
        int[] values = new int[ICMP_CODE + ICMPV6_AFTER_ICMP + 1];
        int seen = 0;
        while (attributes.next()) {
            int type = attributes.type();
            if (type < NUMBER || type >= values.length) {
                continue;
            }
            boolean shortNumber = type == SOURCE_PORT
                    || type == DESTINATION_PORT
                    || type == ICMP_ID
                    || type == ICMP_ID + ICMPV6_AFTER_ICMP;
            values[type] = shortNumber ? attributes.shortNetworkOrder() : attributes.byteValue();
            seen |= 1 << type;
        }
        if ((seen & 1 << NUMBER) == 0) {
            throw new MalformedMessageException("a flow without its protocol's number");
        }
        return new TransportCodec(values[NUMBER], transport(values, seen));
    }

    private static Transport transport(int[] values, int seen) {
        if ((seen & 1 << SOURCE_PORT) != 0) {
            return new Transport.Ports(values[SOURCE_PORT], values[DESTINATION_PORT]);
        }
        for (int shift = 0; shift <= ICMPV6_AFTER_ICMP; shift += ICMPV6_AFTER_ICMP) {
            if ((seen & 1 << ICMP_ID + shift) != 0) {
                return new Transport.Echo(
                        values[ICMP_TYPE + shift], values[ICMP_CODE + shift], values[ICMP_ID + shift]);
            }
        }
        return new Transport.None();
    }
}
