package org.flatnet.kernel.nftables;

/** What connection tracking knows of a packet's flow ({@code enum nft_ct_keys}). */
public enum CtKey implements Numbered {
    STATE(0, "state", FieldType.CT_STATE),
    DIRECTION(1, "direction", FieldType.CT_DIRECTION),
    STATUS(2, "status", FieldType.CT_STATUS),
    MARK(3, "mark", FieldType.MARK),
    EXPIRATION(5, "expiration", FieldType.INTEGER),
    L3PROTOCOL(7, "l3proto", FieldType.NF_PROTOCOL),
    PROTOCOL(10, "protocol", FieldType.INET_PROTOCOL),
    PROTO_SOURCE(11, "proto-src", FieldType.INET_SERVICE),
    PROTO_DESTINATION(12, "proto-dst", FieldType.INET_SERVICE),
    PACKETS(14, "packets", FieldType.INTEGER64),
    BYTES(15, "bytes", FieldType.INTEGER64),
    ZONE(17, "zone", FieldType.HOST_INTEGER16),
    SOURCE_IPV4(19, "ip saddr", FieldType.IPV4_ADDRESS),
    DESTINATION_IPV4(20, "ip daddr", FieldType.IPV4_ADDRESS),
    SOURCE_IPV6(21, "ip6 saddr", FieldType.IPV6_ADDRESS),
    DESTINATION_IPV6(22, "ip6 daddr", FieldType.IPV6_ADDRESS),
    ID(23, "id", FieldType.INTEGER);

    private final int number;
    private final String text;
    private final FieldType type;

    CtKey(int number, String text, FieldType type) {
        this.number = number;
        this.text = text;
        this.type = type;
    }

    @Override
    public int number() {
        return number;
    }

    /** As nft writes it after "ct" and, where there is one, the direction. */
    public String text() {
        return text;
    }

    public FieldType type() {
        return type;
    }
}
