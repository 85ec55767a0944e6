package org.flatnet.kernel.nftables;

import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/** What a key's field or a register means to people: nft's data types ({@code datatype.h} of nftables). */
public enum FieldType {
    /** A number without a type of its own, in the machine's order. */
    INTEGER(4, "integer", 4, true),
    INTEGER8(4, "integer", 1, true),
    HOST_INTEGER16(4, "integer", 2, true),
    INTEGER64(4, "integer", 8, true),
    NF_PROTOCOL(2, "nf_proto", 1, true),
    IPV4_ADDRESS(7, "ipv4_addr", 4, false),
    IPV6_ADDRESS(8, "ipv6_addr", 16, false),
    ETHER_ADDRESS(9, "ether_addr", 6, false),
    ETHER_TYPE(10, "ether_type", 2, false),
    ARP_OPERATION(11, "arp_op", 2, false),
    INET_PROTOCOL(12, "inet_proto", 1, false),
    INET_SERVICE(13, "inet_service", 2, false),
    ICMP_TYPE(14, "icmp_type", 1, false),
    TCP_FLAG(15, "tcp_flag", 1, false),
    MARK(19, "mark", 4, true),
    INTERFACE_INDEX(20, "iface_index", 4, true),
    INTERFACE_TYPE(21, "iface_type", 2, true),
    CLASSID(23, "classid", 4, true),
    UID(24, "uid", 4, true),
    GID(25, "gid", 4, true),
    CT_STATE(26, "ct_state", 4, true),
    CT_DIRECTION(27, "ct_dir", 1, true),
    CT_STATUS(28, "ct_status", 4, true),
    ICMPV6_TYPE(29, "icmpv6_type", 1, false),
    PACKET_TYPE(31, "pkt_type", 1, true),
    DEVICE_GROUP(35, "devgroup", 4, true),
    FIB_ADDRESS_TYPE(38, "fib_addrtype", 4, true),
    BOOLEAN(39, "boolean", 1, true),
    INTERFACE_NAME(41, "ifname", Value.INTERFACE_NAME_BYTES, true);

    private final int id;
    private final String text;
    private final int length;
    private final boolean hostOrder;

    FieldType(int id, String text, int length, boolean hostOrder) {
        this.id = id;
        this.text = text;
        this.length = length;
        this.hostOrder = hostOrder;
    }

    /** An address of the family. */
    public static FieldType address(IpFamily family) {
        return family == IpFamily.IPV4 ? IPV4_ADDRESS : IPV6_ADDRESS;
    }

    /** nft's number of it. */
    int id() {
        return id;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }

    /** Length in bytes. */
    public int length() {
        return length;
    }

    /** Whether the machine's byte order is meant instead of the network's. */
    public boolean hostOrder() {
        return hostOrder;
    }

    /** The type with nft's number, or null where the library does not know it. Of integers it is the one of 32 bits. */
    static @Nullable FieldType ofId(int id) {
        for (FieldType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }
}
