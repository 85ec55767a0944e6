package org.flatnet.kernel.conntrack;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/** Puts together one flow from the attributes of its message. */
final class FlowReader {
    private @Nullable FlowTuple original;
    private @Nullable FlowTuple reply;
    private int status;
    private @Nullable Long timeout;
    private int mark;
    private int zone;
    private int id;
    private @Nullable TcpState tcpState;
    private @Nullable FlowCounters originalCounters;
    private @Nullable FlowCounters replyCounters;
    private final List<OpaqueAttribute> others = new ArrayList<>();

    Flow read(Message message) {
        Attributes attributes = message.attributes(ConntrackMessage.HEADER_BYTES);
        try {
            while (attributes.next()) {
                take(attributes);
            }
            return flow();
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("flow: " + e.getMessage());
        }
    }

    private void take(Attributes attribute) {
        switch (attribute.type()) {
            case ConntrackMessage.TUPLE_ORIGINAL -> original = FlowTuple.read(attribute.nested());
            case ConntrackMessage.TUPLE_REPLY -> reply = FlowTuple.read(attribute.nested());
            case ConntrackMessage.STATUS -> status = attribute.intNetworkOrder();
            case ConntrackMessage.TIMEOUT -> timeout = Integer.toUnsignedLong(attribute.intNetworkOrder());
            case ConntrackMessage.MARK -> mark = attribute.intNetworkOrder();
            case ConntrackMessage.ZONE -> zone = attribute.shortNetworkOrder();
            case ConntrackMessage.ID -> id = attribute.intNetworkOrder();
            case ConntrackMessage.COUNTERS_ORIGINAL -> originalCounters = FlowCounters.read(attribute.nested());
            case ConntrackMessage.COUNTERS_REPLY -> replyCounters = FlowCounters.read(attribute.nested());
            case ConntrackMessage.PROTOCOL_INFORMATION -> {
                tcpState = TcpState.read(attribute.nested());
                others.add(OpaqueAttribute.read(attribute));
            }
            case ConntrackMessage.USE -> {
                // how many parts of the kernel hold it at the moment
            }
            default -> others.add(OpaqueAttribute.read(attribute));
        }
    }

    private Flow flow() {
        if (original == null || reply == null) {
            throw new MalformedMessageException("a flow without one of its 2 directions");
        }
        return new Flow(
                original,
                reply,
                new FlowStatus(status),
                timeout,
                mark,
                zone,
                id,
                tcpState,
                originalCounters,
                replyCounters,
                others);
    }
}
