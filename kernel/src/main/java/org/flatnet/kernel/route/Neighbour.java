package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which hardware address a host on a link has ({@code ip neighbour}).
 *
 * @param link the link's index
 * @param address the host
 * @param mac its hardware address, or null while it is not known, or where it has none of six bytes
 * @param state what is known
 * @param flags proxy, router, learnt by a program …
 * @param protocol who made it, 0 for nobody in particular
 * @param others attributes that the library does not know
 */
public record Neighbour(
        int link,
        IpAddress address,
        @Nullable MacAddress mac,
        NeighbourState state,
        NeighbourFlags flags,
        int protocol,
        List<OpaqueAttribute> others)
        implements NetworkObject {
    private static final int MAC_BYTES = 6;

    public Neighbour {
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("neighbour " + address + " with protocol " + protocol);
        }
        others = List.copyOf(others);
    }

    /** A neighbour that stays as it is until it is taken away. */
    public static Neighbour permanent(int link, IpAddress address, MacAddress mac) {
        return new Neighbour(link, address, mac, NeighbourState.PERMANENT, NeighbourFlags.NONE, 0, List.of());
    }

    /** An address that this host answers for on a link. */
    public static Neighbour proxy(int link, IpAddress address) {
        NeighbourFlags flags = NeighbourFlags.NONE.with(NeighbourFlags.PROXY);
        return new Neighbour(link, address, null, NeighbourState.NONE, flags, 0, List.of());
    }

    public Neighbour withProtocol(int number) {
        return new Neighbour(link, address, mac, state, flags, number, others);
    }

    public Neighbour withFlags(NeighbourFlags other) {
        return new Neighbour(link, address, mac, state, other, protocol, others);
    }

    public Neighbour withState(NeighbourState other) {
        return new Neighbour(link, address, mac, other, flags, protocol, others);
    }

    public IpFamily family() {
        return address.family();
    }

    /** What was asked for, without ages that the kernel lists along. */
    public Neighbour configured() {
        return new Neighbour(link, address, mac, state, flags, protocol, List.of());
    }

    /** EEXIST if there is an entry, be it one that the kernel learnt: {@link #replace} does not mind. */
    @Override
    public Request add() {
        return request(MessageType.NEWNEIGH, Request.CREATE | Request.EXCLUSIVE, "add");
    }

    public Request replace() {
        return request(MessageType.NEWNEIGH, Request.CREATE | Request.REPLACE, "replace");
    }

    @Override
    public Request delete() {
        return request(MessageType.DELNEIGH, 0, "delete");
    }

    private Request request(int type, int messageFlags, String verb) {
        return new Request(type, messageFlags, body(), verb + " neighbour", this);
    }

    byte[] body() {
        MessageWriter writer = NeighbourHeader.begin(family().addressFamily(), link, state, flags)
                .attributeAddress(NeighbourHeader.DESTINATION, address);
        if (mac != null) {
            writer.attributeMac(NeighbourHeader.LINK_ADDRESS, mac);
        }
        if (protocol != 0) {
            writer.attributeByte(NeighbourHeader.PROTOCOL, protocol);
        }
        OpaqueAttribute.writeAll(others, writer);
        return writer.toBytes();
    }

    static Neighbour read(Message message) {
        return Decoding.checked("neighbour", () -> readChecked(message));
    }

    private static Neighbour readChecked(Message message) {
        IpAddress address = null;
        MacAddress mac = null;
        int protocol = 0;
        List<OpaqueAttribute> others = new ArrayList<>();
        Attributes attributes = message.attributes(NeighbourHeader.BYTES);
        while (attributes.next()) {
            int type = attributes.type();
            if (type == NeighbourHeader.DESTINATION) {
                address = attributes.address();
            } else if (type == NeighbourHeader.LINK_ADDRESS && attributes.length() == MAC_BYTES) {
                mac = attributes.mac();
            } else if (type == NeighbourHeader.PROTOCOL) {
                protocol = attributes.byteValue();
            } else if (type != NeighbourHeader.CACHE_INFO && type != NeighbourHeader.PROBES) {
                others.add(OpaqueAttribute.read(attributes));
            }
        }
        return new Neighbour(
                NeighbourHeader.link(message),
                Decoding.require("a neighbour's address", address),
                mac,
                NeighbourHeader.state(message),
                NeighbourHeader.flags(message),
                protocol,
                others);
    }

    private String text(LinkNames names) {
        boolean proxy = flags.has(NeighbourFlags.PROXY);
        return new Words()
                .addIf(proxy, "proxy")
                .add(address)
                .addIfPresent("lladdr", mac)
                .add("dev", names.name(link))
                .addIf(!proxy, "nud", state)
                .addIf(protocol != 0, "proto", protocol)
                .addIf(flags.has(NeighbourFlags.ROUTER), "router")
                .addIf(flags.has(NeighbourFlags.EXTERNALLY_LEARNT), "extern_learn")
                .toString();
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        return "ip neighbour " + verb.word() + " " + text(names);
    }

    @Override
    public String toString() {
        return text(LinkNames.NUMBERS);
    }
}
