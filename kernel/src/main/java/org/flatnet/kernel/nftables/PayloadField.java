package org.flatnet.kernel.nftables;

import org.jspecify.annotations.Nullable;

/**
 * The fields of headers that the library knows by name. The last two numbers are nft's for the protocol and the field,
 * as it notes them beside sets ({@code proto.h} of nftables); 0 where it needs none.
 */
public enum PayloadField implements Field {
    ETHER_DADDR("ether daddr", Guard.NONE, PayloadBase.LINK, 0, FieldType.ETHER_ADDRESS, 17, 1),
    ETHER_SADDR("ether saddr", Guard.NONE, PayloadBase.LINK, 6, FieldType.ETHER_ADDRESS, 17, 2),
    ETHER_TYPE("ether type", Guard.NONE, PayloadBase.LINK, 12, FieldType.ETHER_TYPE, 17, 3),

    IP_TTL("ip ttl", Guard.IPV4, PayloadBase.NETWORK, 8, FieldType.INTEGER8, 0, 0),
    IP_PROTOCOL("ip protocol", Guard.IPV4, PayloadBase.NETWORK, 9, FieldType.INET_PROTOCOL, 12, 9),
    IP_SADDR("ip saddr", Guard.IPV4, PayloadBase.NETWORK, 12, FieldType.IPV4_ADDRESS, 12, 11),
    IP_DADDR("ip daddr", Guard.IPV4, PayloadBase.NETWORK, 16, FieldType.IPV4_ADDRESS, 12, 12),

    IP6_NEXT_HEADER("ip6 nexthdr", Guard.IPV6, PayloadBase.NETWORK, 6, FieldType.INET_PROTOCOL, 0, 0),
    IP6_HOP_LIMIT("ip6 hoplimit", Guard.IPV6, PayloadBase.NETWORK, 7, FieldType.INTEGER8, 0, 0),
    IP6_SADDR("ip6 saddr", Guard.IPV6, PayloadBase.NETWORK, 8, FieldType.IPV6_ADDRESS, 13, 8),
    IP6_DADDR("ip6 daddr", Guard.IPV6, PayloadBase.NETWORK, 24, FieldType.IPV6_ADDRESS, 13, 9),

    ARP_OPERATION("arp operation", Guard.ARP, PayloadBase.NETWORK, 6, FieldType.ARP_OPERATION, 0, 0),
    ARP_SADDR_ETHER("arp saddr ether", Guard.ARP, PayloadBase.NETWORK, 8, FieldType.ETHER_ADDRESS, 0, 0),
    ARP_SADDR_IP("arp saddr ip", Guard.ARP, PayloadBase.NETWORK, 14, FieldType.IPV4_ADDRESS, 15, 7),
    ARP_DADDR_ETHER("arp daddr ether", Guard.ARP, PayloadBase.NETWORK, 18, FieldType.ETHER_ADDRESS, 0, 0),
    ARP_DADDR_IP("arp daddr ip", Guard.ARP, PayloadBase.NETWORK, 24, FieldType.IPV4_ADDRESS, 0, 0),

    /** The source port of any protocol that has one there; the rule must have made sure of that. */
    TRANSPORT_SPORT("th sport", Guard.NONE, PayloadBase.TRANSPORT, 0, FieldType.INET_SERVICE, 11, 1),
    /** The destination port of any protocol that has one there; the rule must have made sure of that. */
    TRANSPORT_DPORT("th dport", Guard.NONE, PayloadBase.TRANSPORT, 2, FieldType.INET_SERVICE, 11, 2),
    TCP_FLAGS("tcp flags", Guard.TCP, PayloadBase.TRANSPORT, 13, FieldType.TCP_FLAG, 0, 0),
    ICMP_TYPE("icmp type", Guard.ICMP, PayloadBase.TRANSPORT, 0, FieldType.ICMP_TYPE, 4, 1),
    ICMPV6_TYPE("icmpv6 type", Guard.ICMPV6, PayloadBase.TRANSPORT, 0, FieldType.ICMPV6_TYPE, 0, 0);

    private final String text;
    private final Guard guard;
    private final PayloadBase base;
    private final int offset;
    private final FieldType type;
    private final int protocolNote;
    private final int fieldNote;

    PayloadField(
            String text, Guard guard, PayloadBase base, int offset, FieldType type, int protocolNote, int fieldNote) {
        this.text = text;
        this.guard = guard;
        this.base = base;
        this.offset = offset;
        this.type = type;
        this.protocolNote = protocolNote;
        this.fieldNote = fieldNote;
    }

    @Override
    public FieldType type() {
        return type;
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public PayloadLoad load(Register target) {
        return new PayloadLoad(target, base, offset, type.length());
    }

    @Override
    public String text() {
        return text;
    }

    PayloadBase base() {
        return base;
    }

    int protocolNote() {
        return protocolNote;
    }

    int fieldNote() {
        return fieldNote;
    }

    /** The field at that place of a packet that is known to be of these protocols, or null. */
    static @Nullable PayloadField at(PayloadBase base, int offset, int length, Guard network, Guard transport) {
        for (PayloadField field : values()) {
            boolean known = field.guard == Guard.NONE || field.guard == network || field.guard == transport;
            if (known && field.base == base && field.offset == offset && field.type.length() == length) {
                return field;
            }
        }
        return null;
    }
}
