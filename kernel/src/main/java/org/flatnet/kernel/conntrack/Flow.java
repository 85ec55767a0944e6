package org.flatnet.kernel.conntrack;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * A flow that the kernel tracks.
 *
 * @param original how the packets of who began it are addressed as they come in
 * @param reply how the answers are addressed as they come in; where nothing is translated, the original reversed
 * @param status what became of it
 * @param timeoutSeconds until it is forgotten; null where the kernel does not say (events of its end)
 * @param mark what rules put there
 * @param zone 0 is the default one
 * @param id tells it from an earlier flow between the same ends
 * @param tcpState null for other protocols
 * @param originalCounters null where the kernel does not count
 * @param replyCounters null where the kernel does not count
 * @param others attributes that the library does not know
 */
public record Flow(
        FlowTuple original,
        FlowTuple reply,
        FlowStatus status,
        @Nullable Long timeoutSeconds,
        int mark,
        int zone,
        int id,
        @Nullable TcpState tcpState,
        @Nullable FlowCounters originalCounters,
        @Nullable FlowCounters replyCounters,
        List<OpaqueAttribute> others) {

    public Flow {
        if (original.family() != reply.family()) {
            throw new IllegalArgumentException("a flow " + original + " answered by " + reply);
        }
        others = List.copyOf(others);
    }

    public IpFamily family() {
        return original.family();
    }

    public int protocol() {
        return original.protocol();
    }

    /** Whether one of the ends of one of the directions has this address. */
    public boolean has(IpAddress address) {
        return original.has(address) || reply.has(address);
    }

    /** Has the kernel forget this very flow; ENOENT if it has already. */
    public Request delete() {
        MessageWriter writer = ConntrackMessage.begin(family().addressFamily());
        original.write(writer, ConntrackMessage.TUPLE_ORIGINAL);
        if (zone != 0) {
            writer.attributeShortNetworkOrder(ConntrackMessage.ZONE, zone);
        }
        writer.attributeIntNetworkOrder(ConntrackMessage.ID, id);
        return new Request(ConntrackMessage.DELETE, 0, writer.toBytes(), "delete flow " + original);
    }

    static Flow read(Message message) {
        return new FlowReader().read(message);
    }

    /** Much as the {@code conntrack} program has it. */
    @Override
    public String toString() {
        return IpProtocol.name(protocol()) + " " + original
                + (status.has(FlowStatus.SEEN_REPLY) ? " " : " [UNREPLIED] ")
                + reply + (status.has(FlowStatus.ASSURED) ? " [ASSURED]" : "") + " mark="
                + Integer.toUnsignedString(mark)
                + (zone == 0 ? "" : " zone=" + zone);
    }
}
