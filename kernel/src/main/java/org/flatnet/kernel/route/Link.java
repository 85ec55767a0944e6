package org.flatnet.kernel.route;

import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/**
 * A link as the kernel lists it.
 *
 * @param index the number by which its namespace knows it; never used again in the namespace
 * @param name its name, which may change
 * @param hardwareType {@code ARPHRD_*}: 1 Ethernet, 772 loopback
 * @param flags up, running …
 * @param mac its hardware address, or null if it has none of six bytes
 * @param mtu in bytes
 * @param master the index of its bridge or other master, 0 if it has none
 * @param group 0 is the default group
 * @param transmitQueueLength in packets
 * @param alias or null
 * @param operationalState whether it works
 * @param peerIndex the index of the link it stands on, or of a veth's other end; 0 if there is none
 * @param peerNamespaceId by which number this namespace knows the one that the peer is in; null if it is this one
 * @param kind what it is
 * @param port what is set on it as the port of a bridge; null if it is none
 * @param addressGeneration how it gets its IPv6 link-local address; null where the kernel does not say
 * @param ipv4Options what IPv4 keeps for it; empty where the kernel does not say
 * @param others attributes that the library does not know, and those that it knows only in part, whole
 */
public record Link(
        int index,
        String name,
        int hardwareType,
        LinkFlags flags,
        @Nullable MacAddress mac,
        int mtu,
        int master,
        int group,
        int transmitQueueLength,
        @Nullable String alias,
        OperationalState operationalState,
        int peerIndex,
        @Nullable Integer peerNamespaceId,
        LinkKind kind,
        @Nullable Settings port,
        @Nullable AddressGeneration addressGeneration,
        Map<Ipv4Option, Integer> ipv4Options,
        List<OpaqueAttribute> others) {

    static Link read(Message message) {
        return Decoding.checked("link", () -> new LinkReader(message).link());
    }

    public boolean isUp() {
        return flags.has(LinkFlags.UP);
    }

    public boolean isLoopback() {
        return flags.has(LinkFlags.LOOPBACK);
    }

    /** Up, and with a carrier. */
    public boolean isRunning() {
        return flags.has(LinkFlags.UP) && flags.has(LinkFlags.LOWER_UP);
    }

    /** The definition of a link like this one, in a namespace where its master and parent have the same indexes. */
    public LinkDefinition definition() {
        boolean peerIsParent = !(kind instanceof Veth) && !(kind instanceof Vxlan);
        return new LinkDefinition(
                name,
                kind.configured(),
                mac,
                mtu,
                alias,
                group,
                transmitQueueLength,
                peerIsParent && peerNamespaceId == null ? peerIndex : 0,
                master,
                isUp(),
                null);
    }

    @Override
    public String toString() {
        return name + " (" + index + ")";
    }
}
