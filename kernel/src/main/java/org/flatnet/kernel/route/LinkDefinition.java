package org.flatnet.kernel.route;

import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A link that is to be created. The kernel takes name, kind, address, MTU, queue length, group and master when it makes
 * the link; an alias and being up it takes only afterwards: {@link #finish}.
 *
 * @param name 1 to 15 bytes
 * @param kind what it is
 * @param mac its hardware address, or null for one of the kernel's choice
 * @param mtu in bytes, 0 for the kernel's default
 * @param alias a text for people and programs, or null
 * @param group a number by which several links can be deleted or changed at once; 0 is the default group
 * @param transmitQueueLength in packets, null for the kernel's default
 * @param parent the index of the link it stands on, of VLANs; 0 for none
 * @param master the index of its bridge, 0 for none
 * @param up whether it is to be up in the end
 * @param namespace where it is to be, or null for the socket's own namespace. It must stay open until the request was
 *     executed
 */
public record LinkDefinition(
        String name,
        LinkKind kind,
        @Nullable MacAddress mac,
        int mtu,
        @Nullable String alias,
        int group,
        @Nullable Integer transmitQueueLength,
        int parent,
        int master,
        boolean up,
        @Nullable NetworkNamespace namespace)
        implements NetworkObject {

    public LinkDefinition {
        LinkAttribute.checkName(name);
        if (alias != null) {
            LinkAttribute.checkAlias(alias);
        }
        if (mac != null && mac.isMulticast()) {
            throw new IllegalArgumentException("link " + name + " with the multicast address " + mac);
        }
        if (mtu < 0 || parent < 0 || master < 0) {
            throw new IllegalArgumentException("link " + name + ": MTU, parent and master are 0 or more, not " + mtu
                    + ", " + parent + ", " + master);
        }
    }

    /** A link of this name and kind, with the kernel's defaults. */
    public static LinkDefinition of(String name, LinkKind kind) {
        return new LinkDefinition(name, kind, null, 0, null, 0, null, 0, 0, false, null);
    }

    /** The other end of a {@link Veth}. */
    public static LinkDefinition peer(String name) {
        return of(name, new Veth(null));
    }

    public LinkDefinition withMac(MacAddress address) {
        return new LinkDefinition(
                name, kind, address, mtu, alias, group, transmitQueueLength, parent, master, up, namespace);
    }

    public LinkDefinition withMtu(int bytes) {
        return new LinkDefinition(
                name, kind, mac, bytes, alias, group, transmitQueueLength, parent, master, up, namespace);
    }

    public LinkDefinition withAlias(String text) {
        return new LinkDefinition(
                name, kind, mac, mtu, text, group, transmitQueueLength, parent, master, up, namespace);
    }

    public LinkDefinition withGroup(int number) {
        return new LinkDefinition(
                name, kind, mac, mtu, alias, number, transmitQueueLength, parent, master, up, namespace);
    }

    public LinkDefinition withTransmitQueueLength(int packets) {
        return new LinkDefinition(name, kind, mac, mtu, alias, group, packets, parent, master, up, namespace);
    }

    public LinkDefinition withParent(int index) {
        return new LinkDefinition(
                name, kind, mac, mtu, alias, group, transmitQueueLength, index, master, up, namespace);
    }

    public LinkDefinition withMaster(int index) {
        return new LinkDefinition(
                name, kind, mac, mtu, alias, group, transmitQueueLength, parent, index, up, namespace);
    }

    public LinkDefinition withUp() {
        return new LinkDefinition(
                name, kind, mac, mtu, alias, group, transmitQueueLength, parent, master, true, namespace);
    }

    public LinkDefinition withKind(LinkKind other) {
        return new LinkDefinition(
                name, other, mac, mtu, alias, group, transmitQueueLength, parent, master, up, namespace);
    }

    /** Where the link is made: it never stands in another namespace on its way there. */
    public LinkDefinition inNamespace(NetworkNamespace where) {
        return new LinkDefinition(name, kind, mac, mtu, alias, group, transmitQueueLength, parent, master, up, where);
    }

    /** Makes the link, down and without its alias; EEXIST if there is one of that name. */
    public Request create() {
        MessageWriter writer = LinkHeader.putNew(new MessageWriter());
        writeAttributes(writer);
        return new Request(MessageType.NEWLINK, Request.CREATE | Request.EXCLUSIVE, writer.toBytes(), "create", this);
    }

    /**
     * What is left to do once the link is made: its alias, and up; null if nothing is. To be sent by a socket of the
     * namespace that the link is in, which for a veth's ends may be two.
     */
    public @Nullable Request finish() {
        if (alias == null && !up) {
            return null;
        }
        LinkChange change = LinkChange.of(name);
        change = alias == null ? change : change.alias(alias);
        return (up ? change.up() : change).request();
    }

    /** {@link #create}. */
    @Override
    public Request add() {
        return create();
    }

    @Override
    public Request delete() {
        return LinkDelete.of(name);
    }

    private String what() {
        return (kind.kind().isEmpty() ? "link" : kind.kind()) + " " + name;
    }

    /** Also those of a veth's peer, inside the other end's. */
    void writeAttributes(MessageWriter writer) {
        writer.attributeString(LinkAttribute.IFNAME, name);
        if (mac != null) {
            writer.attributeMac(LinkAttribute.ADDRESS, mac);
        }
        if (mtu != 0) {
            writer.attributeInt(LinkAttribute.MTU, mtu);
        }
        if (group != 0) {
            writer.attributeInt(LinkAttribute.GROUP, group);
        }
        if (transmitQueueLength != null) {
            writer.attributeInt(LinkAttribute.TXQLEN, transmitQueueLength);
        }
        if (parent != 0) {
            writer.attributeInt(LinkAttribute.LINK, parent);
        }
        if (master != 0) {
            writer.attributeInt(LinkAttribute.MASTER, master);
        }
        if (namespace != null) {
            writer.attributeInt(LinkAttribute.NET_NS_FD, namespace.descriptor().number());
        }
        if (!kind.kind().isEmpty()) {
            writer.beginNest(LinkAttribute.LINKINFO).attributeString(LinkAttribute.INFO_KIND, kind.kind());
            writer.beginNest(LinkAttribute.INFO_DATA);
            kind.writeData(writer);
            writer.endNest().endNest();
        }
    }

    String attributesText(LinkNames names) {
        return new Words("name", name)
                .addIf(parent != 0, "link", names.name(parent))
                .addIfPresent("address", mac)
                .addIf(mtu != 0, "mtu", mtu)
                .addIf(group != 0, "group", group)
                .addIfPresent("txqueuelen", transmitQueueLength)
                .addIf(master != 0, "master", names.name(master))
                .addIf(namespace != null, "netns", String.valueOf(namespace))
                .toString();
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        if (verb == Verb.DELETE) {
            return "ip link del dev " + name;
        }
        Words create = new Words("ip link add", attributesText(names))
                .addIf(!kind.kind().isEmpty(), "type", kind.kind(), kind.text(names));
        Words finish = new Words();
        finish.addIf(alias != null, "alias", Words.quoted(String.valueOf(alias)))
                .addIf(up, "up");
        return finish.toString().isEmpty() ? create.toString() : create + " && ip link set dev " + name + " " + finish;
    }

    @Override
    public String toString() {
        return what();
    }
}
