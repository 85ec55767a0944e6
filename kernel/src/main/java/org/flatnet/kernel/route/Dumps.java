package org.flatnet.kernel.route;

import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * Requests for lists. The socket has the kernel check them strictly (Linux 4.20): only then does it filter, and then it
 * refuses any field that it does not filter by.
 */
final class Dumps {
    /** {@code RTEXT_FILTER_SKIP_STATS}: leaves out counters, half of a link's message. */
    private static final int SKIP_STATISTICS = 1 << 3;

    private Dumps() {}

    static Request links() {
        return links(LinkHeader.begin(MessageType.AF_UNSPEC, 0, 0, 0), "list links", null);
    }

    static Request links(int targetNamespaceId) {
        MessageWriter writer = LinkHeader.begin(MessageType.AF_UNSPEC, 0, 0, 0)
                .attributeInt(LinkAttribute.TARGET_NETNSID, targetNamespaceId);
        return links(writer, "list links of namespace number", targetNamespaceId);
    }

    static Request ports(int bridge) {
        MessageWriter writer =
                LinkHeader.begin(MessageType.AF_UNSPEC, 0, 0, 0).attributeInt(LinkAttribute.MASTER, bridge);
        return links(writer, "list ports of link", bridge);
    }

    static Request link(int index) {
        return links(LinkHeader.begin(MessageType.AF_UNSPEC, index, 0, 0), "find link", index);
    }

    static Request link(String name) {
        LinkAttribute.checkName(name);
        MessageWriter writer =
                LinkHeader.begin(MessageType.AF_UNSPEC, 0, 0, 0).attributeString(LinkAttribute.IFNAME, name);
        return links(writer, "find link", name);
    }

    private static Request links(MessageWriter writer, String verb, @Nullable Object subject) {
        writer.attributeInt(LinkAttribute.EXT_MASK, SKIP_STATISTICS);
        return new Request(MessageType.GETLINK, 0, writer.toBytes(), verb, subject);
    }

    static Request bridgeVlans() {
        MessageWriter writer = LinkHeader.begin(MessageType.AF_BRIDGE, 0, 0, 0)
                .attributeInt(LinkAttribute.EXT_MASK, BridgeVlan.DUMP_MASK);
        return new Request(MessageType.GETLINK, 0, writer.toBytes(), "list VLANs of bridges");
    }

    static Request addresses(@Nullable IpFamily family, int link, @Nullable Integer targetNamespaceId) {
        MessageWriter writer = new MessageWriter()
                .putByte(family == null ? MessageType.AF_UNSPEC : family.addressFamily())
                .putByte(0)
                .putShort(0)
                .putInt(link);
        if (targetNamespaceId != null) {
            writer.attributeInt(LinkAddress.IFA_TARGET_NETNSID, targetNamespaceId);
        }
        String what = "list addresses" + (link == 0 ? "" : " of link " + link)
                + (targetNamespaceId == null ? "" : " of namespace number " + targetNamespaceId);
        return new Request(MessageType.GETADDR, 0, writer.toBytes(), what);
    }

    static Request routes(RouteFilter filter) {
        MessageWriter writer = new MessageWriter()
                .putByte(filter.family().addressFamily())
                .putByte(0)
                .putShort(0)
                .putByte(0)
                .putByte(filter.protocol() == null ? 0 : filter.protocol())
                .putByte(0)
                .putByte(filter.type() == null ? 0 : filter.type().number())
                .putInt(0);
        if (filter.table() != null) {
            writer.attributeInt(RouteAttribute.TABLE, filter.table());
        }
        if (filter.link() != null) {
            writer.attributeInt(RouteAttribute.OUTPUT_LINK, filter.link());
        }
        return new Request(MessageType.GETROUTE, 0, writer.toBytes(), "list " + filter.family() + " routes");
    }

    static Request rules(IpFamily family) {
        MessageWriter writer = new MessageWriter()
                .putByte(family.addressFamily())
                .putByte(0)
                .putShort(0)
                .putInt(0)
                .putInt(0);
        return new Request(MessageType.GETRULE, 0, writer.toBytes(), "list " + family + " rules");
    }

    static Request neighbours(IpFamily family, int link, boolean proxies) {
        NeighbourFlags flags = proxies ? NeighbourFlags.NONE.with(NeighbourFlags.PROXY) : NeighbourFlags.NONE;
        MessageWriter writer = NeighbourHeader.begin(family.addressFamily(), 0, NeighbourState.NONE, flags);
        if (link != 0) {
            writer.attributeInt(NeighbourHeader.LINK, link);
        }
        String what = "list " + family + (proxies ? " proxies" : " neighbours") + (link == 0 ? "" : " of link " + link);
        return new Request(MessageType.GETNEIGH, 0, writer.toBytes(), what);
    }

    static Request forwardingEntries(int link) {
        MessageWriter writer =
                NeighbourHeader.begin(MessageType.AF_BRIDGE, link, NeighbourState.NONE, NeighbourFlags.NONE);
        String what = "list forwarding entries" + (link == 0 ? "" : " of link " + link);
        return new Request(MessageType.GETNEIGH, 0, writer.toBytes(), what);
    }
}
