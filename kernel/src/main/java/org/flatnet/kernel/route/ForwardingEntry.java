package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * By which port of a bridge, or to which host of a VXLAN, packets for a station go ({@code bridge fdb}).
 *
 * @param link the port's or the VXLAN link's index
 * @param mac the station; all zeros on a VXLAN link for those that no entry names
 * @param destination the host that a VXLAN link sends packets to, or null
 * @param vni the network identifier that it sends them with, or null for the link's own
 * @param port the UDP port that it sends them to, or null for the link's own
 * @param outputLink the link that it sends them by, 0 for the one that routing finds
 * @param vlan of an entry of a bridge that filters VLANs, 0 for none
 * @param sourceVni of an entry of an external VXLAN link, or null
 * @param state permanent: for this host itself, or on a VXLAN link for good; no ARP: made by someone; else learnt
 * @param flags which table it is of, and who learnt it
 * @param master the bridge that the entry was listed with, 0 for none; it is not written
 * @param others attributes that the library does not know
 */
public record ForwardingEntry(
        int link,
        MacAddress mac,
        @Nullable IpAddress destination,
        @Nullable Integer vni,
        @Nullable Integer port,
        int outputLink,
        int vlan,
        @Nullable Integer sourceVni,
        NeighbourState state,
        NeighbourFlags flags,
        int master,
        List<OpaqueAttribute> others)
        implements NetworkObject {
    /** The station of the entries that a VXLAN link takes for stations that no entry names. */
    public static final MacAddress ANY_STATION = new MacAddress(0);

    public ForwardingEntry {
        if (vlan < 0 || vlan > 4095 || port != null && (port < 0 || port > 0xffff)) {
            throw new IllegalArgumentException("forwarding entry " + mac + " with VLAN " + vlan + ", port " + port);
        }
        others = List.copyOf(others);
    }

    /** A lasting entry of a VXLAN link: packets for the station go to that host. */
    public static ForwardingEntry vxlan(int link, MacAddress mac, IpAddress destination) {
        return new ForwardingEntry(
                link,
                mac,
                destination,
                null,
                null,
                0,
                0,
                null,
                NeighbourState.PERMANENT,
                NeighbourFlags.NONE.with(NeighbourFlags.SELF),
                0,
                List.of());
    }

    /** A lasting entry of the bridge that the link is a port of: packets for the station leave by that port. */
    public static ForwardingEntry port(int link, MacAddress mac) {
        return new ForwardingEntry(
                link,
                mac,
                null,
                null,
                null,
                0,
                0,
                null,
                NeighbourState.NO_ARP,
                NeighbourFlags.NONE.with(NeighbourFlags.MASTER),
                0,
                List.of());
    }

    public ForwardingEntry withVni(int number) {
        return new ForwardingEntry(
                link, mac, destination, number, port, outputLink, vlan, sourceVni, state, flags, master, others);
    }

    public ForwardingEntry withPort(int number) {
        return new ForwardingEntry(
                link, mac, destination, vni, number, outputLink, vlan, sourceVni, state, flags, master, others);
    }

    public ForwardingEntry withOutputLink(int index) {
        return new ForwardingEntry(
                link, mac, destination, vni, port, index, vlan, sourceVni, state, flags, master, others);
    }

    public ForwardingEntry withVlan(int id) {
        return new ForwardingEntry(
                link, mac, destination, vni, port, outputLink, id, sourceVni, state, flags, master, others);
    }

    public ForwardingEntry withSourceVni(int number) {
        return new ForwardingEntry(
                link, mac, destination, vni, port, outputLink, vlan, number, state, flags, master, others);
    }

    public ForwardingEntry withState(NeighbourState other) {
        return new ForwardingEntry(
                link, mac, destination, vni, port, outputLink, vlan, sourceVni, other, flags, master, others);
    }

    public ForwardingEntry withFlags(NeighbourFlags other) {
        return new ForwardingEntry(
                link, mac, destination, vni, port, outputLink, vlan, sourceVni, state, other, master, others);
    }

    /** What was asked for, without what the kernel lists along: the bridge, ages. */
    public ForwardingEntry configured() {
        return new ForwardingEntry(
                link, mac, destination, vni, port, outputLink, vlan, sourceVni, state, flags, 0, List.of());
    }

    @Override
    public Request add() {
        return request(MessageType.NEWNEIGH, Request.CREATE | Request.EXCLUSIVE, "add");
    }

    /** Adds one more destination for a station of a VXLAN link; only all zeros and multicast stations have several. */
    public Request append() {
        return request(MessageType.NEWNEIGH, Request.CREATE | Request.APPEND, "append");
    }

    /** Adds the entry or changes the one that the station has; not for stations with several destinations. */
    public Request replace() {
        return request(MessageType.NEWNEIGH, Request.CREATE | Request.REPLACE, "replace");
    }

    @Override
    public Request delete() {
        return request(MessageType.DELNEIGH, 0, "delete");
    }

    private Request request(int type, int messageFlags, String verb) {
        return new Request(type, messageFlags, body(), verb + " forwarding entry", this);
    }

    byte[] body() {
        MessageWriter writer = NeighbourHeader.begin(MessageType.AF_BRIDGE, link, state, flags)
                .attributeMac(NeighbourHeader.LINK_ADDRESS, mac);
        if (destination != null) {
            writer.attributeAddress(NeighbourHeader.DESTINATION, destination);
        }
        if (vlan != 0) {
            writer.attributeShort(NeighbourHeader.VLAN, vlan);
        }
        if (port != null) {
            writer.attributeShortNetworkOrder(NeighbourHeader.PORT, port);
        }
        if (vni != null) {
            writer.attributeInt(NeighbourHeader.VNI, vni);
        }
        if (sourceVni != null) {
            writer.attributeInt(NeighbourHeader.SOURCE_VNI, sourceVni);
        }
        if (outputLink != 0) {
            writer.attributeInt(NeighbourHeader.LINK, outputLink);
        }
        OpaqueAttribute.writeAll(others, writer);
        return writer.toBytes();
    }

    static ForwardingEntry read(Message message) {
        return Decoding.checked("forwarding entry", () -> readChecked(message));
    }

    private static ForwardingEntry readChecked(Message message) {
        MacAddress mac = null;
        IpAddress destination = null;
        Integer vni = null;
        Integer port = null;
        Integer sourceVni = null;
        int outputLink = 0;
        int vlan = 0;
        int master = 0;
        NeighbourFlags flags = NeighbourHeader.flags(message);
        List<OpaqueAttribute> others = new ArrayList<>();
        Attributes attributes = message.attributes(NeighbourHeader.BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NeighbourHeader.LINK_ADDRESS -> mac = attributes.mac();
                case NeighbourHeader.DESTINATION -> destination = attributes.address();
                case NeighbourHeader.VNI -> vni = attributes.intValue();
                case NeighbourHeader.PORT -> port = attributes.shortNetworkOrder();
                case NeighbourHeader.SOURCE_VNI -> sourceVni = attributes.intValue();
                case NeighbourHeader.LINK -> outputLink = attributes.intValue();
                case NeighbourHeader.VLAN -> vlan = attributes.shortValue();
                case NeighbourHeader.MASTER -> {
                    // The kernel lists no flag for it, but asks for one.
                    master = attributes.intValue();
                    flags = flags.with(NeighbourFlags.MASTER);
                }
                case NeighbourHeader.CACHE_INFO -> {
                    // ages
                }
                default -> others.add(OpaqueAttribute.read(attributes));
            }
        }
        return new ForwardingEntry(
                NeighbourHeader.link(message),
                Decoding.require("a forwarding entry's station", mac),
                destination,
                vni,
                port,
                outputLink,
                vlan,
                sourceVni,
                NeighbourHeader.state(message),
                flags,
                master,
                others);
    }

    private String text(LinkNames names) {
        return new Words(mac, "dev", names.name(link))
                .addIfPresent("dst", destination)
                .addIfPresent("port", port)
                .addIfPresent("vni", vni)
                .addIfPresent("src_vni", sourceVni)
                .addIf(outputLink != 0, "via", names.name(outputLink))
                .addIf(vlan != 0, "vlan", vlan)
                .addIf(flags.has(NeighbourFlags.SELF), "self")
                .addIf(flags.has(NeighbourFlags.MASTER), "master")
                .add(stateWord())
                .addIf(flags.has(NeighbourFlags.EXTERNALLY_LEARNT), "extern_learn")
                .addIf(flags.has(NeighbourFlags.STICKY), "sticky")
                .toString();
    }

    private String stateWord() {
        if (state.has(NeighbourState.PERMANENT)) {
            return "permanent";
        }
        return state.has(NeighbourState.NO_ARP) ? "static" : "dynamic";
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        return "bridge fdb " + verb.word() + " " + text(names);
    }

    @Override
    public String toString() {
        return text(LinkNames.NUMBERS);
    }
}
