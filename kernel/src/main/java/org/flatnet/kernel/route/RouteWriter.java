package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;

/** Writes a route's message. */
final class RouteWriter {
    private static final int HOP_HEADER_BYTES = 8;
    private static final int UNSPECIFIED_TABLE = 0;

    private RouteWriter() {}

    static byte[] body(Route route) {
        MessageWriter writer = new MessageWriter(128);
        putHeader(writer, route);
        writeKey(writer, route);
        if (route.preferredSource() != null) {
            writer.attributeAddress(RouteAttribute.PREFERRED_SOURCE, route.preferredSource());
        }
        if (!route.metrics().isEmpty()) {
            writer.beginNest(RouteAttribute.METRICS);
            route.metrics().write(writer);
            writer.endNest();
        }
        if (route.preference() != RoutePreference.MEDIUM) {
            writer.attributeByte(RouteAttribute.PREFERENCE, route.preference().number());
        }
        if (route.expires() != null) {
            writer.attributeInt(RouteAttribute.EXPIRES, (int) route.expires().toSeconds());
        }
        writeNextHops(writer, route);
        OpaqueAttribute.writeAll(route.others(), writer);
        return writer.toBytes();
    }

    /** Only what tells it from others, so that a route that someone else has changed in passing is still found. */
    static byte[] deletion(Route route) {
        MessageWriter writer = new MessageWriter(128);
        putHeader(writer, route);
        writeKey(writer, route);
        writeNextHops(writer, route);
        return writer.toBytes();
    }

    private static void putHeader(MessageWriter writer, Route route) {
        boolean single =
                route.nextHops().size() == 1 && route.nextHops().getFirst().onLink();
        writer.putByte(route.family().addressFamily())
                .putByte(route.destination().prefixLength())
                .putByte(route.source() == null ? 0 : route.source().prefixLength())
                .putByte(route.typeOfService())
                .putByte(route.table() >>> 8 == 0 ? route.table() : UNSPECIFIED_TABLE)
                .putByte(route.protocol())
                .putByte(route.scope().number())
                .putByte(route.type().number())
                .putInt(single ? NextHop.ON_LINK_FLAG : 0);
    }

    private static void writeKey(MessageWriter writer, Route route) {
        if (route.destination().prefixLength() > 0) {
            writer.attributeAddress(
                    RouteAttribute.DESTINATION, route.destination().network());
        }
        if (route.source() != null) {
            writer.attributeAddress(RouteAttribute.SOURCE, route.source().network());
        }
        writer.attributeInt(RouteAttribute.TABLE, route.table());
        if (route.priority() != 0) {
            writer.attributeInt(RouteAttribute.PRIORITY, (int) route.priority());
        }
    }

    private static void writeNextHops(MessageWriter writer, Route route) {
        if (route.nextHopObject() != 0) {
            writer.attributeInt(RouteAttribute.NEXT_HOP_OBJECT, (int) route.nextHopObject());
        } else if (route.nextHops().size() == 1) {
            NextHop hop = route.nextHops().getFirst();
            writeWay(writer, route.family(), hop);
            if (hop.link() != 0) {
                writer.attributeInt(RouteAttribute.OUTPUT_LINK, hop.link());
            }
        } else if (!route.nextHops().isEmpty()) {
            MessageWriter hops = new MessageWriter(64 * route.nextHops().size());
            route.nextHops().forEach(hop -> putNextHop(hops, route.family(), hop));
            writer.attributeBytes(MessageWriter.NESTED | RouteAttribute.MULTIPATH, hops.toBytes());
        }
    }

    private static void writeWay(MessageWriter writer, IpFamily family, NextHop hop) {
        if (hop.gateway() != null && hop.gateway().family() == family) {
            writer.attributeAddress(RouteAttribute.GATEWAY, hop.gateway());
        } else if (hop.gateway() != null) {
            writer.attributeBytes(RouteAttribute.VIA, via(hop.gateway()));
        }
        if (hop.encapsulation() != null) {
            hop.encapsulation().write(writer);
        }
    }

    /** {@code struct rtvia}: the family in 16 bits, then the address. */
    private static byte[] via(IpAddress gateway) {
        return ByteBuffer.allocate(Short.BYTES + gateway.family().bytes())
                .order(ByteOrder.nativeOrder())
                .putShort((short) gateway.family().addressFamily())
                .put(gateway.bytes())
                .array();
    }

    /** {@code struct rtnexthop}: length, flags, weight less one, link; then attributes. */
    private static void putNextHop(MessageWriter writer, IpFamily family, NextHop hop) {
        MessageWriter attributes = new MessageWriter(32);
        writeWay(attributes, family, hop);
        byte[] way = attributes.toBytes();
        writer.putShort(HOP_HEADER_BYTES + way.length)
                .putByte(hop.onLink() ? NextHop.ON_LINK_FLAG : 0)
                .putByte(hop.weight() - 1)
                .putInt(hop.link())
                .putBytes(way);
    }
}
