package org.flatnet.kernel.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a link that is there, all in one request. Each method gives a new change that has one thing more. The kernel
 * makes the changes one by one and stops at the first that it refuses.
 */
public final class LinkChange {
    private static final int IFF_UP = 1;
    private static final int IFF_PROMISC = 1 << 8;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFLA_INET_CONF = 1;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;

    private final int index;
    private final @Nullable String name;
    private final int flags;
    private final int changedFlags;
    private final List<Part> parts;
    private final Map<Ipv4Option, Integer> ipv4Options;
    private final @Nullable AddressGeneration addressGeneration;
    /** Whether one of the parts is IFLA_LINKINFO, of which the kernel would only see the last. */
    private final boolean information;

    /** One change: what it writes, and its words on a command line. */
    private record Part(Consumer<MessageWriter> write, Function<LinkNames, String> text) {}

    private LinkChange(
            int index,
            @Nullable String name,
            int flags,
            int changedFlags,
            List<Part> parts,
            Map<Ipv4Option, Integer> ipv4Options,
            @Nullable AddressGeneration addressGeneration,
            boolean information) {
        this.index = index;
        this.name = name;
        this.flags = flags;
        this.changedFlags = changedFlags;
        this.parts = parts;
        this.ipv4Options = ipv4Options;
        this.addressGeneration = addressGeneration;
        this.information = information;
    }

    /** Changes of the link with this index. */
    public static LinkChange of(int index) {
        if (index <= 0) {
            throw new IllegalArgumentException("link index " + index + ": expected 1 or more");
        }
        return new LinkChange(index, null, 0, 0, List.of(), Map.of(), null, false);
    }

    /** Changes of the link with this name. */
    public static LinkChange of(String name) {
        LinkAttribute.checkName(name);
        return new LinkChange(0, name, 0, 0, List.of(), Map.of(), null, false);
    }

    public LinkChange up() {
        return flag(IFF_UP, true);
    }

    public LinkChange down() {
        return flag(IFF_UP, false);
    }

    /** Whether the link takes packets to every hardware address; it also does while a program listens so. */
    public LinkChange promiscuous(boolean on) {
        return flag(IFF_PROMISC, on);
    }

    private LinkChange flag(int flag, boolean set) {
        return new LinkChange(
                index,
                name,
                set ? flags | flag : flags & ~flag,
                changedFlags | flag,
                parts,
                ipv4Options,
                addressGeneration,
                information);
    }

    /** Sets the MTU, in bytes. */
    public LinkChange mtu(int bytes) {
        return part(writer -> writer.attributeInt(LinkAttribute.MTU, bytes), names -> "mtu " + bytes);
    }

    public LinkChange mac(MacAddress address) {
        return part(writer -> writer.attributeMac(LinkAttribute.ADDRESS, address), names -> "address " + address);
    }

    /** Renames the link, which must be given by its index. Kernels before 6.2 refuse it while the link is up (EBUSY). */
    public LinkChange rename(String to) {
        LinkAttribute.checkName(to);
        if (index == 0) {
            throw new IllegalStateException("to rename link " + name + " give its index");
        }
        return part(writer -> writer.attributeString(LinkAttribute.IFNAME, to), names -> "name " + to);
    }

    /** Sets the alias; an empty one takes it away. */
    public LinkChange alias(String text) {
        LinkAttribute.checkAlias(text);
        return part(
                // Without its zero byte, which would be kept as a part of an empty alias.
                writer -> writer.attributeBytes(LinkAttribute.IFALIAS, text.getBytes(StandardCharsets.UTF_8)),
                names -> "alias " + Words.quoted(text));
    }

    /** Makes the link a port of a bridge, by the bridge's index. */
    public LinkChange master(int bridge) {
        return part(
                writer -> writer.attributeInt(LinkAttribute.MASTER, bridge), names -> "master " + names.name(bridge));
    }

    /** Takes the link out of its bridge. */
    public LinkChange noMaster() {
        return part(writer -> writer.attributeInt(LinkAttribute.MASTER, 0), names -> "nomaster");
    }

    public LinkChange group(int group) {
        return part(writer -> writer.attributeInt(LinkAttribute.GROUP, group), names -> "group " + group);
    }

    /** Sets the length of the queue of packets to send. */
    public LinkChange transmitQueueLength(int packets) {
        return part(writer -> writer.attributeInt(LinkAttribute.TXQLEN, packets), names -> "txqueuelen " + packets);
    }

    /** Moves the link to another namespace, which must stay open until the request was executed. */
    public LinkChange moveTo(NetworkNamespace namespace) {
        return part(
                writer -> writer.attributeInt(
                        LinkAttribute.NET_NS_FD, namespace.descriptor().number()),
                names -> "netns " + namespace);
    }

    /**
     * Sets things of the link's kind, which must be the one it has: {@link Bridge}, {@link Vxlan}. Once in a request, and
     * not together with {@link #port}.
     */
    public LinkChange kind(LinkKind kind) {
        return information(
                writer -> {
                    writer.beginNest(LinkAttribute.LINKINFO)
                            .attributeString(LinkAttribute.INFO_KIND, kind.kind())
                            .beginNest(LinkAttribute.INFO_DATA);
                    kind.writeData(writer);
                    writer.endNest().endNest();
                },
                names -> "type " + kind.kind() + " " + kind.text(names));
    }

    /**
     * Sets things of a bridge's port, of {@link BridgePortSetting}. The link must be a port already, by an earlier request:
     * the kernel looks at this part before it makes the link one. Once in a request, and not together with {@link #kind}.
     */
    public LinkChange port(Settings settings) {
        return information(
                writer -> {
                    writer.beginNest(LinkAttribute.LINKINFO)
                            .attributeString(LinkAttribute.INFO_SLAVE_KIND, Bridge.KIND)
                            .beginNest(LinkAttribute.INFO_SLAVE_DATA);
                    settings.write(writer);
                    writer.endNest().endNest();
                },
                names -> "type bridge_slave " + settings.text(names));
    }

    /**
     * Sets how the link gets its IPv6 link-local address: with {@link AddressGeneration#NONE} it gets none. This needs a
     * request before the one that takes the link up: within one, the kernel takes it up first.
     */
    public LinkChange addressGeneration(AddressGeneration mode) {
        return new LinkChange(index, name, flags, changedFlags, parts, ipv4Options, mode, information);
    }

    /** Sets what IPv4 keeps for the link, without going by a sysctl's file. */
    public LinkChange ipv4(Ipv4Option option, int value) {
        Map<Ipv4Option, Integer> options = new EnumMap<>(Ipv4Option.class);
        options.putAll(ipv4Options);
        options.put(option, value);
        return new LinkChange(index, name, flags, changedFlags, parts, options, addressGeneration, information);
    }

    private LinkChange information(Consumer<MessageWriter> write, Function<LinkNames, String> text) {
        if (information) {
            throw new IllegalStateException("link " + this + ": one request says one thing of a link's kind or port");
        }
        LinkChange change = part(write, text);
        return new LinkChange(index, name, flags, changedFlags, change.parts, ipv4Options, addressGeneration, true);
    }

    private LinkChange part(Consumer<MessageWriter> write, Function<LinkNames, String> text) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(write, text));
        return new LinkChange(
                index, name, flags, changedFlags, List.copyOf(more), ipv4Options, addressGeneration, information);
    }

    /**
     * All changes as one request.
     *
     * @throws IllegalStateException if it would both take the link up and say how it gets its address: too late for that
     */
    public Request request() {
        if (addressGeneration != null && (flags & IFF_UP) != 0) {
            throw new IllegalStateException("link " + words(LinkNames.NUMBERS)
                    + ": set the address generation in a request before the one that takes the link up");
        }
        MessageWriter writer = LinkHeader.begin(MessageType.AF_UNSPEC, index, flags, changedFlags);
        if (name != null) {
            writer.attributeString(LinkAttribute.IFNAME, name);
        }
        parts.forEach(part -> part.write.accept(writer));
        writeProtocols(writer);
        return new Request(MessageType.NEWLINK, 0, writer.toBytes(), "change link", this);
    }

    private void writeProtocols(MessageWriter writer) {
        if (ipv4Options.isEmpty() && addressGeneration == null) {
            return;
        }
        writer.beginNest(LinkAttribute.AF_SPEC);
        if (!ipv4Options.isEmpty()) {
            writer.beginNest(AF_INET).beginNest(IFLA_INET_CONF);
            ipv4Options.forEach((option, value) -> writer.attributeInt(option.number(), value));
            writer.endNest().endNest();
        }
        if (addressGeneration != null) {
            writer.beginNest(AF_INET6)
                    .attributeByte(IFLA_INET6_ADDR_GEN_MODE, addressGeneration.number())
                    .endNest();
        }
        writer.endNest();
    }

    private String words(LinkNames names) {
        Words words = new Words(name != null ? name : names.name(index));
        parts.forEach(part -> words.add(part.text.apply(names)));
        if (addressGeneration != null) {
            words.add("addrgenmode", addressGeneration.word());
        }
        ipv4Options.forEach((option, value) -> words.add(option.sysctl() + "=" + value));
        words.addIf((changedFlags & IFF_PROMISC) != 0, "promisc", (flags & IFF_PROMISC) != 0 ? "on" : "off");
        return words.addIf((changedFlags & IFF_UP) != 0, (flags & IFF_UP) != 0 ? "up" : "down")
                .toString();
    }

    /** What {@code ip} would be given to do this, for people; IPv4 options stand as {@code sysctl} has them. */
    public String command(LinkNames names) {
        return "ip link set dev " + words(names);
    }

    @Override
    public String toString() {
        return words(LinkNames.NUMBERS);
    }
}
