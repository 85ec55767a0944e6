package org.flatnet.kernel.nftables;

/** What the kernel knows of a packet beside its bytes ({@code enum nft_meta_keys}). */
public enum MetaKey implements Numbered {
    LENGTH(0, "length", FieldType.INTEGER),
    /** The Ethernet type. */
    PROTOCOL(1, "protocol", FieldType.ETHER_TYPE),
    PRIORITY(2, "priority", FieldType.CLASSID),
    MARK(3, "mark", FieldType.MARK),
    IIF(4, "iif", FieldType.INTERFACE_INDEX),
    OIF(5, "oif", FieldType.INTERFACE_INDEX),
    IIFNAME(6, "iifname", FieldType.INTERFACE_NAME),
    OIFNAME(7, "oifname", FieldType.INTERFACE_NAME),
    IIFTYPE(8, "iiftype", FieldType.INTERFACE_TYPE),
    OIFTYPE(9, "oiftype", FieldType.INTERFACE_TYPE),
    SKUID(10, "skuid", FieldType.UID),
    SKGID(11, "skgid", FieldType.GID),
    NFTRACE(12, "nftrace", FieldType.INTEGER8),
    NFPROTO(15, "nfproto", FieldType.NF_PROTOCOL),
    L4PROTO(16, "l4proto", FieldType.INET_PROTOCOL),
    BRIDGE_IIFNAME(17, "ibrname", FieldType.INTERFACE_NAME),
    BRIDGE_OIFNAME(18, "obrname", FieldType.INTERFACE_NAME),
    PACKET_TYPE(19, "pkttype", FieldType.PACKET_TYPE),
    CPU(20, "cpu", FieldType.INTEGER),
    IIFGROUP(21, "iifgroup", FieldType.DEVICE_GROUP),
    OIFGROUP(22, "oifgroup", FieldType.DEVICE_GROUP),
    CGROUP(23, "cgroup", FieldType.INTEGER),
    RANDOM(24, "random", FieldType.INTEGER),
    IIFKIND(26, "iifkind", FieldType.INTERFACE_NAME),
    OIFKIND(27, "oifkind", FieldType.INTERFACE_NAME),
    SDIF(33, "sdif", FieldType.INTERFACE_INDEX),
    SDIFNAME(34, "sdifname", FieldType.INTERFACE_NAME);

    private final int number;
    private final String text;
    private final FieldType type;

    MetaKey(int number, String text, FieldType type) {
        this.number = number;
        this.text = text;
        this.type = type;
    }

    @Override
    public int number() {
        return number;
    }

    /** As nft writes it after "meta". */
    public String text() {
        return text;
    }

    public FieldType type() {
        return type;
    }
}
