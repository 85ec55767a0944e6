package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.NetlinkMonitor;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * Tells of changes to a namespace's links, addresses, routes, neighbours and rules, whoever makes them. One thread
 * receives; any other may {@link #stop} it. Open it before the first list is read, and nothing slips between the two.
 */
public final class RouteMonitor implements AutoCloseable {
    private final NetlinkMonitor monitor;

    /** Puts links aside at a glance. */
    @FunctionalInterface
    public interface LinkFilter {
        /** Whether a change of this link is to be read; called by the receiving thread. */
        boolean wants(LinkGlance link);
    }

    private RouteMonitor(NetlinkMonitor monitor) {
        this.monitor = monitor;
    }

    /** Listens in a namespace for these things; for all if none is given. */
    public static RouteMonitor open(NetworkNamespace namespace, RouteGroup... groups) throws KernelException {
        RouteGroup[] wanted = groups.length == 0 ? RouteGroup.values() : groups;
        int[] numbers = Arrays.stream(wanted).mapToInt(RouteGroup::number).toArray();
        return new RouteMonitor(NetlinkMonitor.open(NetlinkProtocol.ROUTE, namespace, numbers));
    }

    /** Has the monitor wake its receiver once for a burst: {@link NetlinkMonitor#gatherBursts}. */
    public RouteMonitor gatherBursts() {
        monitor.gatherBursts();
        return this;
    }

    /** Waits for the next event. */
    public RouteEvent receive() throws KernelException {
        return receive(-1);
    }

    /** Waits for the next event, at most so long; below zero for ever. */
    public RouteEvent receive(int timeoutMillis) throws KernelException {
        return receive(timeoutMillis, _ -> true);
    }

    /** The same, without the changes of links that the filter does not want. */
    public RouteEvent receive(int timeoutMillis, LinkFilter filter) throws KernelException {
        return switch (monitor.receive(timeoutMillis)) {
            case NetlinkMonitor.Event.Changed(List<Message> messages) -> changed(messages, filter);
            case NetlinkMonitor.Event.Lost() -> new RouteEvent.Lost();
            case NetlinkMonitor.Event.Stopped() -> new RouteEvent.Stopped();
            case NetlinkMonitor.Event.Idle() -> new RouteEvent.Idle();
        };
    }

    private static RouteEvent changed(List<Message> messages, LinkFilter filter) {
        List<RouteChange> changes = new ArrayList<>();
        try {
            for (Message message : messages) {
                RouteChange change = isWanted(message, filter) ? RouteChange.read(message) : null;
                if (change != null) {
                    changes.add(change);
                }
            }
        } catch (MalformedMessageException e) {
            // What cannot be read is as good as lost; a list read anew has its own way to fail.
            return new RouteEvent.Lost();
        }
        return new RouteEvent.Changed(changes);
    }

    private static boolean isWanted(Message message, LinkFilter filter) {
        LinkGlance link = LinkGlance.read(message);
        return link == null || filter.wants(link);
    }

    /** Ends the receiving thread's wait, and every later one. */
    public void stop() throws KernelException {
        monitor.stop();
    }

    @Override
    public void close() {
        monitor.close();
    }
}
