package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/** Reads a route's message, attribute by attribute. */
final class RouteReader {
    private static final int HOP_HEADER_BYTES = 8;
    private static final int EXPIRES_AT = 8;
    private static final int TICK_MILLIS = 10;

    private final Message message;
    private final IpFamily family;
    private @Nullable IpAddress destination;
    private @Nullable IpAddress source;
    private int table;
    private long priority;
    private @Nullable IpAddress preferredSource;
    private RouteMetrics metrics = RouteMetrics.NONE;
    private RoutePreference preference = RoutePreference.MEDIUM;
    private @Nullable Duration expires;
    private long nextHopObject;
    private @Nullable List<NextHop> multipath;
    private final List<OpaqueAttribute> others = new ArrayList<>();

    /** The way of the only next hop, whose attributes stand among the route's own. */
    private final Way way = new Way();

    /** Attributes that a next hop has, wherever they stand. */
    private static final class Way {
        private int link;
        private @Nullable IpAddress gateway;
        private int encapsulationType;
        private @Nullable Bytes encapsulation;

        /** Whether the attribute was one of them. */
        boolean read(Attributes attributes) {
            switch (attributes.type()) {
                case RouteAttribute.OUTPUT_LINK -> link = attributes.intValue();
                case RouteAttribute.GATEWAY -> gateway = attributes.address();
                case RouteAttribute.VIA -> gateway = via(attributes.bytesValue());
                case Encapsulation.RTA_ENCAP_TYPE -> encapsulationType = attributes.shortValue();
                case Encapsulation.RTA_ENCAP -> encapsulation = Bytes.of(attributes.bytesValue());
                default -> {
                    return false;
                }
            }
            return true;
        }

        private static IpAddress via(byte[] value) {
            if (value.length < Short.BYTES) {
                throw new MalformedMessageException("a gateway of " + value.length + " bytes");
            }
            return IpAddress.of(Arrays.copyOfRange(value, Short.BYTES, value.length));
        }

        boolean isNone() {
            return link == 0 && gateway == null && encapsulation == null;
        }

        NextHop hop(int hopLink, int flags, int weight) {
            return new NextHop(
                    hopLink,
                    gateway,
                    weight,
                    (flags & NextHop.ON_LINK_FLAG) != 0,
                    encapsulation == null ? null : new Encapsulation(encapsulationType, encapsulation),
                    flags & RouteAttribute.NEXT_HOP_FLAGS & ~NextHop.ON_LINK_FLAG);
        }
    }

    RouteReader(Message message) {
        this.message = message;
        family = Decoding.family(message);
        table = message.byteAt(4);
        Attributes attributes = message.attributes(RouteAttribute.HEADER_BYTES);
        while (attributes.next()) {
            if (!way.read(attributes)) {
                read(attributes);
            }
        }
    }

    static boolean isCloned(Message message) {
        return (message.intAt(8) & RouteAttribute.CLONED) != 0;
    }

    Route route() {
        return new Route(
                new RouteType(message.byteAt(7)),
                prefix(destination, message.byteAt(1)),
                source == null ? null : prefix(source, message.byteAt(2)),
                message.byteAt(3),
                table,
                message.byteAt(5),
                new RouteScope(message.byteAt(6)),
                priority,
                preferredSource,
                nextHops(),
                metrics,
                preference,
                expires,
                nextHopObject,
                others);
    }

    private Cidr prefix(@Nullable IpAddress address, int length) {
        return new Cidr(address == null ? IpAddress.unspecified(family) : address, length);
    }

    /** With a next hop object the kernel lists its next hops too. */
    private List<NextHop> nextHops() {
        if (nextHopObject != 0) {
            return List.of();
        }
        if (multipath != null) {
            return multipath;
        }
        return way.isNone() ? List.of() : List.of(way.hop(way.link, message.intAt(8), 1));
    }

    private void read(Attributes attributes) {
        switch (attributes.type()) {
            case RouteAttribute.DESTINATION -> destination = attributes.address();
            case RouteAttribute.SOURCE -> source = attributes.address();
            case RouteAttribute.TABLE -> table = attributes.intValue();
            case RouteAttribute.PRIORITY -> priority = Integer.toUnsignedLong(attributes.intValue());
            case RouteAttribute.PREFERRED_SOURCE -> preferredSource = attributes.address();
            case RouteAttribute.METRICS -> metrics = RouteMetrics.read(attributes.nested());
            case RouteAttribute.PREFERENCE -> preference = RoutePreference.ofNumber(attributes.byteValue());
            case RouteAttribute.CACHE_INFO -> readCacheInfo(attributes.bytesValue());
            case RouteAttribute.NEXT_HOP_OBJECT -> nextHopObject = Integer.toUnsignedLong(attributes.intValue());
            case RouteAttribute.MULTIPATH -> multipath = readMultipath(attributes.bytesValue());
            default -> others.add(OpaqueAttribute.read(attributes));
        }
    }

    /** {@code struct rta_cacheinfo}, whose third number is the time left in clock ticks; 0 for never. */
    private void readCacheInfo(byte[] value) {
        if (value.length < EXPIRES_AT + Integer.BYTES) {
            throw new MalformedMessageException("cache information of " + value.length + " bytes");
        }
        int ticks = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt(EXPIRES_AT);
        expires = ticks <= 0 ? null : Duration.ofMillis((long) ticks * TICK_MILLIS);
    }

    private static List<NextHop> readMultipath(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        List<NextHop> hops = new ArrayList<>();
        int at = 0;
        while (value.length - at >= HOP_HEADER_BYTES) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            if (length < HOP_HEADER_BYTES || length > value.length - at) {
                throw new MalformedMessageException("a next hop of " + length + " bytes at byte " + at);
            }
            Way way = new Way();
            Attributes attributes = new Attributes(bytes.slice(at + HOP_HEADER_BYTES, length - HOP_HEADER_BYTES));
            while (attributes.next()) {
                way.read(attributes);
            }
            hops.add(way.hop(
                    bytes.getInt(at + 4),
                    Byte.toUnsignedInt(bytes.get(at + 2)),
                    Byte.toUnsignedInt(bytes.get(at + 3)) + 1));
            at += length + 3 & ~3;
        }
        return hops;
    }
}
