package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/** Reads a link's message, attribute by attribute. */
final class LinkReader {
    private static final int MAC_BYTES = 6;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFLA_INET_CONF = 1;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;

    private final Message message;
    private @Nullable String name;
    private @Nullable MacAddress mac;
    private int mtu;
    private int master;
    private int group;
    private int transmitQueueLength;
    private @Nullable String alias;
    private OperationalState operationalState = OperationalState.UNKNOWN;
    private int peerIndex;
    private @Nullable Integer peerNamespaceId;
    private LinkKind kind = new Device();
    private @Nullable Settings port;
    private @Nullable AddressGeneration addressGeneration;
    private final Map<Ipv4Option, Integer> ipv4Options = new EnumMap<>(Ipv4Option.class);
    private final List<OpaqueAttribute> others = new ArrayList<>();

    LinkReader(Message message) {
        this.message = message;
        Attributes attributes = message.attributes(LinkHeader.BYTES);
        while (attributes.next()) {
            read(attributes);
        }
    }

    Link link() {
        return new Link(
                message.intAt(LinkHeader.INDEX_AT),
                Decoding.require("a link's name", name),
                message.shortAt(LinkHeader.TYPE_AT),
                new LinkFlags(message.intAt(LinkHeader.FLAGS_AT)),
                mac,
                mtu,
                master,
                group,
                transmitQueueLength,
                alias,
                operationalState,
                peerIndex,
                peerNamespaceId,
                kind,
                port,
                addressGeneration,
                Map.copyOf(ipv4Options),
                List.copyOf(others));
    }

    private void read(Attributes attributes) {
        switch (attributes.type()) {
            case LinkAttribute.IFNAME -> name = attributes.string();
            case LinkAttribute.ADDRESS -> readAddress(attributes);
            case LinkAttribute.MTU -> mtu = attributes.intValue();
            case LinkAttribute.MASTER -> master = attributes.intValue();
            case LinkAttribute.GROUP -> group = attributes.intValue();
            case LinkAttribute.TXQLEN -> transmitQueueLength = attributes.intValue();
            case LinkAttribute.IFALIAS -> alias = attributes.string();
            case LinkAttribute.OPERSTATE -> operationalState = OperationalState.ofNumber(attributes.byteValue());
            case LinkAttribute.LINK -> peerIndex = attributes.intValue();
            case LinkAttribute.LINK_NETNSID -> peerNamespaceId = attributes.intValue();
            case LinkAttribute.LINKINFO -> {
                if (!readInfo(attributes.nested())) {
                    others.add(OpaqueAttribute.read(attributes));
                }
            }
            case LinkAttribute.AF_SPEC -> {
                others.add(OpaqueAttribute.read(attributes));
                readProtocols(attributes.nested());
            }
            default -> others.add(OpaqueAttribute.read(attributes));
        }
    }

    private void readAddress(Attributes attributes) {
        if (attributes.length() == MAC_BYTES) {
            mac = attributes.mac();
        } else {
            others.add(OpaqueAttribute.read(attributes));
        }
    }

    /** Whether all of it is known; counters of some kinds and the port settings of other masters than bridges are not. */
    private boolean readInfo(Attributes attributes) {
        boolean known = true;
        String kindName = null;
        Bytes data = null;
        String masterKind = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case LinkAttribute.INFO_KIND -> kindName = attributes.string();
                case LinkAttribute.INFO_DATA -> data = Bytes.of(attributes.bytesValue());
                case LinkAttribute.INFO_SLAVE_KIND -> masterKind = attributes.string();
                case LinkAttribute.INFO_SLAVE_DATA -> {
                    if (Bridge.KIND.equals(masterKind)) {
                        port = Settings.read(BridgePortSetting.ALL, attributes.nested());
                    } else {
                        known = false;
                    }
                }
                default -> known = false;
            }
        }
        kind = LinkKind.read(kindName, data);
        return known;
    }

    private void readProtocols(Attributes families) {
        while (families.next()) {
            switch (families.type()) {
                case AF_INET -> readIpv4(families.nested());
                case AF_INET6 -> readIpv6(families.nested());
                default -> {
                    // kept whole among the others
                }
            }
        }
    }

    /** The kernel lists the values as one array, though it wants them as attributes. */
    private void readIpv4(Attributes attributes) {
        while (attributes.next()) {
            if (attributes.type() == IFLA_INET_CONF) {
                ByteBuffer values = ByteBuffer.wrap(attributes.bytesValue()).order(ByteOrder.nativeOrder());
                for (Ipv4Option option : Ipv4Option.values()) {
                    int at = (option.number() - 1) * Integer.BYTES;
                    if (at + Integer.BYTES <= values.limit()) {
                        ipv4Options.put(option, values.getInt(at));
                    }
                }
            }
        }
    }

    private void readIpv6(Attributes attributes) {
        while (attributes.next()) {
            if (attributes.type() == IFLA_INET6_ADDR_GEN_MODE) {
                addressGeneration = AddressGeneration.ofNumber(attributes.byteValue());
            }
        }
    }
}
