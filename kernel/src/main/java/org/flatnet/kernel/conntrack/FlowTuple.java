package org.flatnet.kernel.conntrack;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a flow: how its packets are addressed when they come in.
 *
 * @param protocol 6 for TCP, 17 for UDP, 1 for ICMP …, 0 to 255
 * @param zone where it is a zone for this direction alone; else 0, and the flow says its zone
 */
public record FlowTuple(IpAddress source, IpAddress destination, int protocol, Transport transport, int zone) {
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_TUPLE_ZONE = 3;
    private static final int CTA_IP_V4_SRC = 1;
    private static final int CTA_IP_V4_DST = 2;
    private static final int CTA_IP_V6_SRC = 3;
    private static final int CTA_IP_V6_DST = 4;

    public FlowTuple {
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException("a flow from " + source + " to " + destination);
        }
        if (protocol < 0 || protocol > 255) {
            throw new IllegalArgumentException("IP protocol " + protocol + ": expected 0 to 255");
        }
        if (zone < 0 || zone > 0xffff) {
            throw new IllegalArgumentException("zone " + zone + ": expected 0 to 65535");
        }
    }

    /** A direction in whichever zone the flow is in. */
    public static FlowTuple of(IpAddress source, IpAddress destination, int protocol, Transport transport) {
        return new FlowTuple(source, destination, protocol, transport, 0);
    }

    public IpFamily family() {
        return source.family();
    }

    /** Whether one of its two ends has this address. */
    public boolean has(IpAddress address) {
        return source.equals(address) || destination.equals(address);
    }

    void write(MessageWriter writer, int type) {
        writer.beginNest(type);
        writeAddresses(writer, source, destination);
        writer.beginNest(CTA_TUPLE_PROTO);
        TransportCodec.write(writer, protocol, transport);
        writer.endNest();
        if (zone != 0) {
            writer.attributeShortNetworkOrder(CTA_TUPLE_ZONE, zone);
        }
        writer.endNest();
    }

    /** A part of one, as a filter has it. */
    static void writePart(
            MessageWriter writer,
            int type,
            @Nullable IpAddress source,
            @Nullable IpAddress destination,
            @Nullable Integer protocol) {
        writer.beginNest(type);
        if (source != null || destination != null) {
            writeAddresses(writer, source, destination);
        }
        if (protocol != null) {
            writer.beginNest(CTA_TUPLE_PROTO);
            TransportCodec.write(writer, protocol, new Transport.None());
            writer.endNest();
        }
        writer.endNest();
    }

    private static void writeAddresses(
            MessageWriter writer, @Nullable IpAddress source, @Nullable IpAddress destination) {
        writer.beginNest(CTA_TUPLE_IP);
        if (source != null) {
            writer.attributeAddress(source.family() == IpFamily.IPV4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC, source);
        }
        if (destination != null) {
            writer.attributeAddress(destination.family() == IpFamily.IPV4 ? CTA_IP_V4_DST : CTA_IP_V6_DST, destination);
        }
        writer.endNest();
    }

    static FlowTuple read(Attributes attributes) {
        IpAddress source = null;
        IpAddress destination = null;
        TransportCodec transport = null;
        int zone = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case CTA_TUPLE_PROTO -> transport = TransportCodec.read(attributes.nested());
                case CTA_TUPLE_ZONE -> zone = attributes.shortNetworkOrder();
                case CTA_TUPLE_IP -> {
                    Attributes addresses = attributes.nested();
                    while (addresses.next()) {
                        switch (addresses.type()) {
                            case CTA_IP_V4_SRC, CTA_IP_V6_SRC -> source = addresses.address();
                            case CTA_IP_V4_DST, CTA_IP_V6_DST -> destination = addresses.address();
                            default -> {}
                        }
                    }
                }
                default -> {}
            }
        }
        if (source == null || destination == null || transport == null) {
            throw new MalformedMessageException("a flow's direction without an address or without its protocol");
        }
        return new FlowTuple(source, destination, transport.protocol(), transport.transport(), zone);
    }

    @Override
    public String toString() {
        String ends = "src=" + source + " dst=" + destination;
        return transport instanceof Transport.None ? ends : ends + " " + transport;
    }
}
