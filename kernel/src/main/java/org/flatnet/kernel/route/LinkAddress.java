package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * An address of a link ({@code ip address}).
 *
 * @param link the link's index
 * @param address the address with the length of its prefix; with a peer the prefix is around the peer
 * @param peer the address of the other end, or null
 * @param broadcast for IPv4, or null
 * @param label for IPv4, a name that begins with the link's; null for the link's name, as the kernel lists it then
 * @param scope how far it reaches
 * @param flags as asked for, and in a listed address its state
 * @param protocol who made it ({@code IFA_PROTO}), 0 for nobody in particular; the kernel keeps it from Linux 5.18
 * @param lifetime how long it may be used
 * @param routePriority of the route to its prefix, 0 for the default
 * @param others attributes that the library does not know
 */
public record LinkAddress(
        int link,
        InterfaceAddress address,
        @Nullable IpAddress peer,
        @Nullable IpAddress broadcast,
        @Nullable String label,
        RouteScope scope,
        AddressFlags flags,
        int protocol,
        Lifetime lifetime,
        long routePriority,
        List<OpaqueAttribute> others)
        implements NetworkObject {
    /*
     * struct ifaddrmsg:
     * 0        1        2       3       4       8
     * ┌────────┬────────┬───────┬───────┬───────┐
     * │ family │ prefix │ flags │ scope │ index │   flags: the lower 8 bits, all of them are in IFA_FLAGS
     * └────────┴────────┴───────┴───────┴───────┘
     */
    static final int HEADER_BYTES = 8;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_RT_PRIORITY = 9;
    static final int IFA_TARGET_NETNSID = 10;
    private static final int IFA_PROTO = 11;

    public LinkAddress {
        if (link <= 0) {
            throw new IllegalArgumentException("address " + address + " of link " + link + ": expected 1 or more");
        }
        if (peer != null && peer.family() != address.family()) {
            throw new IllegalArgumentException("address " + address + " with the peer " + peer);
        }
        if (broadcast != null && (address.family() == IpFamily.IPV6 || broadcast.family() == IpFamily.IPV6)) {
            throw new IllegalArgumentException("address " + address + " with the broadcast address " + broadcast);
        }
        if (protocol < 0 || protocol > 255 || routePriority >>> 32 != 0) {
            throw new IllegalArgumentException(
                    "address " + address + " with protocol " + protocol + ", priority " + routePriority);
        }
        others = List.copyOf(others);
    }

    /** An address with the scope that its kind has: 127.0.0.1 host, fe80:: link, others global. */
    public static LinkAddress of(int link, InterfaceAddress address) {
        return new LinkAddress(
                link,
                address,
                null,
                null,
                null,
                scopeOf(address.address()),
                AddressFlags.NONE,
                0,
                Lifetime.UNLIMITED,
                0,
                List.of());
    }

    /** For IPv6 the kernel decides the scope itself, and so; for IPv4 this is what {@code ip} asks for. */
    private static RouteScope scopeOf(IpAddress address) {
        if (address.isLoopback()) {
            return RouteScope.HOST;
        }
        return address.family() == IpFamily.IPV6 && address.isLinkLocal() ? RouteScope.LINK : RouteScope.UNIVERSE;
    }

    public LinkAddress withPeer(IpAddress other) {
        return new LinkAddress(
                link, address, other, broadcast, label, scope, flags, protocol, lifetime, routePriority, others);
    }

    public LinkAddress withBroadcast(IpAddress other) {
        return new LinkAddress(
                link, address, peer, other, label, scope, flags, protocol, lifetime, routePriority, others);
    }

    public LinkAddress withLabel(String text) {
        return new LinkAddress(
                link, address, peer, broadcast, text, scope, flags, protocol, lifetime, routePriority, others);
    }

    public LinkAddress withScope(RouteScope other) {
        return new LinkAddress(
                link, address, peer, broadcast, label, other, flags, protocol, lifetime, routePriority, others);
    }

    public LinkAddress withFlags(AddressFlags other) {
        return new LinkAddress(
                link, address, peer, broadcast, label, scope, other, protocol, lifetime, routePriority, others);
    }

    /** The address can be used at once, without asking whether another has it; of no meaning for IPv4. */
    public LinkAddress withNoDad() {
        return withFlags(flags.with(AddressFlags.NO_DAD));
    }

    /** The kernel makes no route to the address's prefix. */
    public LinkAddress withNoPrefixRoute() {
        return withFlags(flags.with(AddressFlags.NO_PREFIX_ROUTE));
    }

    public LinkAddress withProtocol(int number) {
        return new LinkAddress(
                link, address, peer, broadcast, label, scope, flags, number, lifetime, routePriority, others);
    }

    public LinkAddress withLifetime(Lifetime other) {
        return new LinkAddress(
                link, address, peer, broadcast, label, scope, flags, protocol, other, routePriority, others);
    }

    public LinkAddress withRoutePriority(long number) {
        return new LinkAddress(link, address, peer, broadcast, label, scope, flags, protocol, lifetime, number, others);
    }

    public IpFamily family() {
        return address.family();
    }

    /** What was asked for, without state that the kernel lists along. */
    public LinkAddress configured() {
        return new LinkAddress(
                link,
                address,
                peer,
                broadcast,
                null,
                scope,
                flags.configured(),
                protocol,
                Lifetime.UNLIMITED,
                routePriority,
                List.of());
    }

    @Override
    public Request add() {
        return request(MessageType.NEWADDR, Request.CREATE | Request.EXCLUSIVE, "add");
    }

    /** Adds the address, or changes lifetime, flags, protocol and priority of the one that is there. */
    public Request replace() {
        return request(MessageType.NEWADDR, Request.CREATE | Request.REPLACE, "replace");
    }

    @Override
    public Request delete() {
        return request(MessageType.DELADDR, 0, "delete");
    }

    private Request request(int type, int messageFlags, String verb) {
        return new Request(type, messageFlags, body(), verb + " address", this);
    }

    byte[] body() {
        MessageWriter writer = new MessageWriter(96)
                .putByte(family().addressFamily())
                .putByte(address.prefixLength())
                .putByte(flags.bits())
                .putByte(scope.number())
                .putInt(link)
                .attributeAddress(IFA_LOCAL, address.address())
                .attributeAddress(IFA_ADDRESS, peer == null ? address.address() : peer);
        if (broadcast != null) {
            writer.attributeAddress(IFA_BROADCAST, broadcast);
        }
        if (label != null) {
            writer.attributeString(IFA_LABEL, label);
        }
        if (flags.bits() != 0) {
            writer.attributeInt(IFA_FLAGS, flags.bits());
        }
        if (!lifetime.equals(Lifetime.UNLIMITED)) {
            writer.attributeBytes(IFA_CACHEINFO, lifetime.bytes());
        }
        if (routePriority != 0) {
            writer.attributeInt(IFA_RT_PRIORITY, (int) routePriority);
        }
        if (protocol != 0) {
            writer.attributeByte(IFA_PROTO, protocol);
        }
        OpaqueAttribute.writeAll(others, writer);
        return writer.toBytes();
    }

    static LinkAddress read(Message message) {
        return Decoding.checked("address", () -> readChecked(message));
    }

    private static LinkAddress readChecked(Message message) {
        IpAddress local = null;
        IpAddress addressOrPeer = null;
        IpAddress broadcast = null;
        String label = null;
        int flags = message.byteAt(2);
        int protocol = 0;
        Lifetime lifetime = Lifetime.UNLIMITED;
        long routePriority = 0;
        List<OpaqueAttribute> others = new ArrayList<>();
        Attributes attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_ADDRESS -> addressOrPeer = attributes.address();
                case IFA_LOCAL -> local = attributes.address();
                case IFA_LABEL -> label = attributes.string();
                case IFA_BROADCAST -> broadcast = attributes.address();
                case IFA_CACHEINFO -> lifetime = Lifetime.read(attributes);
                case IFA_FLAGS -> flags = attributes.intValue();
                case IFA_RT_PRIORITY -> routePriority = Integer.toUnsignedLong(attributes.intValue());
                case IFA_PROTO -> protocol = attributes.byteValue();
                case IFA_TARGET_NETNSID -> {
                    // the echo of where was asked
                }
                default -> others.add(OpaqueAttribute.read(attributes));
            }
        }
        IpAddress address = Decoding.require("an address", local == null ? addressOrPeer : local);
        boolean hasPeer = addressOrPeer != null && !addressOrPeer.equals(address);
        return new LinkAddress(
                message.intAt(4),
                new InterfaceAddress(address, message.byteAt(1)),
                hasPeer ? addressOrPeer : null,
                broadcast,
                label,
                new RouteScope(message.byteAt(3)),
                new AddressFlags(flags),
                protocol,
                lifetime,
                routePriority,
                others);
    }

    private String text(LinkNames names) {
        Words words = peer == null
                ? new Words(address)
                : new Words(address.address(), "peer", new InterfaceAddress(peer, address.prefixLength()));
        return words.addIfPresent("broadcast", broadcast)
                .add("dev", names.name(link))
                .addIf(label != null && !label.equals(names.name(link)), "label", String.valueOf(label))
                .addIf(!scope.equals(scopeOf(address.address())), "scope", scope)
                .addIf(routePriority != 0, "metric", routePriority)
                .addIf(protocol != 0, "proto", protocol)
                .add(flags.text(), lifetime.text())
                .toString();
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        return verb == Verb.DELETE
                ? "ip address del " + address + " dev " + names.name(link)
                : "ip address " + verb.word() + " " + text(names);
    }

    @Override
    public String toString() {
        return text(LinkNames.NUMBERS);
    }
}
