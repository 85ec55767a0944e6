package org.flatnet.kernel.conntrack;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Which flows are meant: those that have all that is given. The kernel filters by it from Linux 5.8 on, but not by IPv6
 * addresses: kernels up to 6.18 at least take the flows that do not have the address for those that do. In any case
 * {@link #matches} is asked about each flow.
 *
 * @param originalSource who began it, or null
 * @param originalDestination whom it was sent to, before any translation, or null
 * @param replySource who answers, or null
 * @param replyDestination whom the answers are sent to, or null
 * @param protocol or null for all
 * @param mark or null for any
 */
public record FlowFilter(
        IpFamily family,
        @Nullable IpAddress originalSource,
        @Nullable IpAddress originalDestination,
        @Nullable IpAddress replySource,
        @Nullable IpAddress replyDestination,
        @Nullable Integer protocol,
        @Nullable FlowMark mark) {
    private static final int CTA_FILTER_ORIG_FLAGS = 1;
    private static final int CTA_FILTER_REPLY_FLAGS = 2;
    private static final int BY_SOURCE = 1;
    private static final int BY_DESTINATION = 1 << 1;
    private static final int BY_PROTOCOL = 1 << 3;

    public FlowFilter {
        check(family, originalSource);
        check(family, originalDestination);
        check(family, replySource);
        check(family, replyDestination);
    }

    private static void check(IpFamily family, @Nullable IpAddress address) {
        if (address != null && address.family() != family) {
            throw new IllegalArgumentException(family + " flows with the address " + address);
        }
    }

    public static FlowFilter all(IpFamily family) {
        return new FlowFilter(family, null, null, null, null, null, null);
    }

    /** The four filters that together find the flows with this address at any of their ends. */
    static List<FlowFilter> around(IpAddress address) {
        FlowFilter all = all(address.family());
        return List.of(
                all.withOriginalSource(address),
                all.withOriginalDestination(address),
                all.withReplySource(address),
                all.withReplyDestination(address));
    }

    public FlowFilter withOriginalSource(IpAddress address) {
        return new FlowFilter(family, address, originalDestination, replySource, replyDestination, protocol, mark);
    }

    public FlowFilter withOriginalDestination(IpAddress address) {
        return new FlowFilter(family, originalSource, address, replySource, replyDestination, protocol, mark);
    }

    public FlowFilter withReplySource(IpAddress address) {
        return new FlowFilter(family, originalSource, originalDestination, address, replyDestination, protocol, mark);
    }

    public FlowFilter withReplyDestination(IpAddress address) {
        return new FlowFilter(family, originalSource, originalDestination, replySource, address, protocol, mark);
    }

    public FlowFilter withProtocol(int number) {
        return new FlowFilter(family, originalSource, originalDestination, replySource, replyDestination, number, mark);
    }

    public FlowFilter withMark(FlowMark other) {
        return new FlowFilter(
                family, originalSource, originalDestination, replySource, replyDestination, protocol, other);
    }

    public boolean matches(Flow flow) {
        return flow.family() == family
                && agrees(originalSource, flow.original().source())
                && agrees(originalDestination, flow.original().destination())
                && agrees(replySource, flow.reply().source())
                && agrees(replyDestination, flow.reply().destination())
                && (protocol == null || protocol == flow.protocol())
                && (mark == null || mark.matches(flow.mark()));
    }

    private static boolean agrees(@Nullable IpAddress wanted, IpAddress address) {
        return wanted == null || wanted.equals(address);
    }

    /** Whether the kernel can find the flows by their addresses. */
    static boolean kernelKnowsAddresses(IpFamily family) {
        return family == IpFamily.IPV4;
    }

    /** Writes what the kernel can filter by. */
    void write(MessageWriter writer) {
        if (mark != null) {
            writer.attributeIntNetworkOrder(ConntrackMessage.MARK, mark.value())
                    .attributeIntNetworkOrder(ConntrackMessage.MARK_MASK, mark.mask());
        }
        FlowFilter known =
                kernelKnowsAddresses(family) ? this : new FlowFilter(family, null, null, null, null, protocol, null);
        known.writeTuples(writer);
    }

    private void writeTuples(MessageWriter writer) {
        int originalFlags = flags(originalSource, originalDestination) | (protocol == null ? 0 : BY_PROTOCOL);
        int replyFlags = flags(replySource, replyDestination);
        if (originalFlags != 0) {
            FlowTuple.writePart(writer, ConntrackMessage.TUPLE_ORIGINAL, originalSource, originalDestination, protocol);
        }
        if (replyFlags != 0) {
            FlowTuple.writePart(writer, ConntrackMessage.TUPLE_REPLY, replySource, replyDestination, null);
        }
        if (originalFlags != 0 || replyFlags != 0) {
            writer.beginNest(ConntrackMessage.FILTER)
                    .attributeInt(CTA_FILTER_ORIG_FLAGS, originalFlags)
                    .attributeInt(CTA_FILTER_REPLY_FLAGS, replyFlags)
                    .endNest();
        }
    }

    private static int flags(@Nullable IpAddress source, @Nullable IpAddress destination) {
        return (source == null ? 0 : BY_SOURCE) | (destination == null ? 0 : BY_DESTINATION);
    }
}
