package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** Values as nft writes them: by their type, and by name where nft has one. */
final class ValueText {
    private static final Map<Integer, String> PROTOCOLS = Map.of(
            1,
            "icmp",
            2,
            "igmp",
            6,
            "tcp",
            17,
            "udp",
            47,
            "gre",
            50,
            "esp",
            58,
            "ipv6-icmp",
            132,
            "sctp",
            136,
            "udplite");
    private static final Map<Integer, String> ETHER_TYPES =
            Map.of(0x0800, "ip", 0x0806, "arp", 0x86dd, "ip6", 0x8100, "8021q", 0x88a8, "8021ad");
    private static final Map<Integer, String> ICMP_TYPES = Map.of(
            0, "echo-reply", 3, "destination-unreachable", 5, "redirect", 8, "echo-request", 11, "time-exceeded");
    private static final Map<Integer, String> ICMPV6_TYPES = Map.of(
            1,
            "destination-unreachable",
            2,
            "packet-too-big",
            3,
            "time-exceeded",
            128,
            "echo-request",
            129,
            "echo-reply",
            133,
            "nd-router-solicit",
            134,
            "nd-router-advert",
            135,
            "nd-neighbor-solicit",
            136,
            "nd-neighbor-advert",
            137,
            "nd-redirect");
    private static final Map<Integer, String> ARP_OPERATIONS = Map.of(1, "request", 2, "reply");
    private static final Map<Integer, String> ADDRESS_TYPES = Map.of(
            0,
            "unspec",
            1,
            "unicast",
            2,
            "local",
            3,
            "broadcast",
            4,
            "anycast",
            5,
            "multicast",
            6,
            "blackhole",
            7,
            "unreachable",
            8,
            "prohibit");
    private static final Map<Integer, String> FAMILIES = Map.of(2, "ipv4", 10, "ipv6");
    private static final Map<Integer, String> DIRECTIONS = Map.of(0, "original", 1, "reply");
    private static final Map<Integer, String> PACKET_TYPES =
            Map.of(0, "host", 1, "broadcast", 2, "multicast", 3, "other");
    private static final Map<Integer, String> CT_STATUS = Map.of(
            1,
            "expected",
            1 << 1,
            "seen-reply",
            1 << 2,
            "assured",
            1 << 3,
            "confirmed",
            1 << 4,
            "snat",
            1 << 5,
            "dnat",
            1 << 9,
            "dying");

    private ValueText() {}

    /** A value of one field. */
    static String of(@Nullable FieldType type, Value value) {
        if (type == FieldType.BOOLEAN) {
            return value.isZero() ? "missing" : "exists";
        }
        if (type == null || value.length() > type.length()) {
            return value.toString();
        }
        return switch (type) {
            case IPV4_ADDRESS, IPV6_ADDRESS -> address(type, value);
            case ETHER_ADDRESS ->
                value.length() == 6 ? MacAddress.of(value.bytes()).toString() : value.toString();
            case INTERFACE_NAME -> interfaceName(value);
            case MARK -> String.format("0x%08x", value.hostNumber());
            case CLASSID -> classId(value.hostNumber());
            case INET_SERVICE -> Long.toString(value.number());
            case INET_PROTOCOL -> named(PROTOCOLS, value.number());
            case ETHER_TYPE -> named(ETHER_TYPES, value.number());
            case ARP_OPERATION -> named(ARP_OPERATIONS, value.number());
            case ICMP_TYPE -> named(ICMP_TYPES, value.number());
            case ICMPV6_TYPE -> named(ICMPV6_TYPES, value.number());
            case NF_PROTOCOL -> named(FAMILIES, value.number());
            case FIB_ADDRESS_TYPE -> named(ADDRESS_TYPES, value.hostNumber());
            case CT_DIRECTION -> named(DIRECTIONS, value.number());
            case PACKET_TYPE -> named(PACKET_TYPES, value.number());
            case CT_STATE, CT_STATUS, TCP_FLAG -> flags(type, type.hostOrder() ? value.hostNumber() : value.number());
            default -> Long.toString(type.hostOrder() ? value.hostNumber() : value.number());
        };
    }

    /** A key or value with one or several fields. */
    static String of(KeyType type, Value value) {
        List<FieldType> fields = type.fields();
        if (fields.size() < 2) {
            return of(fields.isEmpty() ? null : fields.getFirst(), value);
        }
        List<String> texts = new ArrayList<>();
        int at = 0;
        for (FieldType field : fields) {
            texts.add(of(field, value.part(at, field.length())));
            at += Value.aligned(field.length());
        }
        return String.join(" . ", texts);
    }

    /** Values from one to another, both included; of several fields each by itself; a network as such. */
    static String between(KeyType type, Value from, Value to) {
        List<FieldType> fields = type.fields();
        if (fields.size() < 2) {
            return between(fields.isEmpty() ? null : fields.getFirst(), from, to);
        }
        List<String> texts = new ArrayList<>();
        int at = 0;
        for (FieldType field : fields) {
            texts.add(between(field, from.part(at, field.length()), to.part(at, field.length())));
            at += Value.aligned(field.length());
        }
        return String.join(" . ", texts);
    }

    private static String between(@Nullable FieldType type, Value from, Value to) {
        if (from.equals(to)) {
            return of(type, from);
        }
        Cidr network = type == FieldType.IPV4_ADDRESS || type == FieldType.IPV6_ADDRESS ? network(from, to) : null;
        return network != null ? network.toString() : of(type, from) + "-" + of(type, to);
    }

    /** The network that is exactly these addresses, or null. */
    private static @Nullable Cidr network(Value from, Value to) {
        IpAddress first = IpAddress.of(from.bytes());
        IpAddress last = IpAddress.of(to.bytes());
        for (int length = 0; length <= first.family().bits(); length++) {
            if (first.masked(length).equals(first)
                    && new Cidr(first, length).last().equals(last)) {
                return new Cidr(first, length);
            }
        }
        return null;
    }

    /** An address, or the bytes of a prefix that ends at a whole byte, as a rule compares them. */
    private static String address(FieldType type, Value value) {
        IpAddress address = IpAddress.of(java.util.Arrays.copyOf(value.bytes(), type.length()));
        return value.length() == type.length() ? address.toString() : address + "/" + value.length() * Byte.SIZE;
    }

    private static String interfaceName(Value value) {
        String suffix = value.length() < FieldType.INTERFACE_NAME.length() ? "*" : "";
        return "\"" + value.text() + suffix + "\"";
    }

    private static String classId(long number) {
        return number == 0 ? "none" : String.format("%x:%x", number >>> 16, number & 0xffff);
    }

    private static String named(Map<Integer, String> names, long number) {
        return names.getOrDefault((int) number, Long.toString(number));
    }

    /** The names of the bits that are set, with commas between. */
    static String flags(FieldType type, long bits) {
        List<String> names = new ArrayList<>();
        long rest = bits;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            String name = (bits >>> bit & 1) == 0 ? null : flag(type, 1 << bit);
            if (name != null) {
                names.add(name);
                rest &= ~(1L << bit);
            }
        }
        if (rest != 0 || names.isEmpty()) {
            names.add(String.format("0x%x", rest));
        }
        return String.join(",", names);
    }

    private static @Nullable String flag(FieldType type, int bit) {
        return switch (type) {
            case CT_STATE -> {
                for (CtState state : CtState.values()) {
                    if (state.bit() == bit) {
                        yield state.text();
                    }
                }
                yield null;
            }
            case CT_STATUS -> CT_STATUS.get(bit);
            case TCP_FLAG ->
                List.of("fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr").stream()
                        .skip(Integer.numberOfTrailingZeros(bit))
                        .findFirst()
                        .orElse(null);
            default -> null;
        };
    }
}
