package org.flatnet.kernel.nftables;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.NetlinkMonitor;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * Tells in which tables something was committed, and by whom. One thread receives; any other may {@link #stop} it. What a
 * commit did is not told: who wants to know lists the table, which is true whatever came after.
 */
public final class NftablesMonitor implements AutoCloseable {
    private static final int TABLE_NAME = 1;

    private final NetlinkMonitor monitor;

    private NftablesMonitor(NetlinkMonitor monitor) {
        this.monitor = monitor;
    }

    /** Subscribes in a namespace. */
    public static NftablesMonitor open(NetworkNamespace namespace) throws KernelException {
        return new NftablesMonitor(
                NetlinkMonitor.open(NetlinkProtocol.NETFILTER, namespace, NftablesSocket.NFNLGRP_NFTABLES));
    }

    /** What a monitor receives. */
    public sealed interface Event {
        /** Something in these tables was committed. */
        record Changed(Set<Touch> touches) implements Event {
            public Changed {
                touches = Set.copyOf(touches);
            }
        }

        /** Some were lost: anything may have happened. */
        record Lost() implements Event {}

        /** {@link NftablesMonitor#stop} was called. */
        record Stopped() implements Event {}
    }

    /**
     * A table that was made, changed or deleted.
     *
     * @param port of the socket that it was done by: {@link NftablesSocket#port}
     */
    public record Touch(TableId table, int port) {}

    /** Has the monitor wake its receiver once for a burst: {@link NetlinkMonitor#gatherBursts}. */
    public NftablesMonitor gatherBursts() {
        monitor.gatherBursts();
        return this;
    }

    /** Waits for the next event. */
    public Event receive() throws KernelException {
        while (true) {
            switch (monitor.receive()) {
                case NetlinkMonitor.Event.Changed(List<Message> messages) -> {
                    try {
                        Set<Touch> touches = touches(messages);
                        if (!touches.isEmpty()) {
                            return new Event.Changed(touches);
                        }
                    } catch (MalformedMessageException e) {
                        // What cannot be read is as good as lost; a list has its own way to fail.
                        return new Event.Lost();
                    }
                }
                case NetlinkMonitor.Event.Lost() -> {
                    return new Event.Lost();
                }
                case NetlinkMonitor.Event.Stopped() -> {
                    return new Event.Stopped();
                }
                case NetlinkMonitor.Event.Idle() -> {}
            }
        }
    }

    private static Set<Touch> touches(List<Message> messages) {
        Set<Touch> touches = new LinkedHashSet<>();
        for (Message message : messages) {
            // The table's name is the first attribute of every kind of message but that of the new generation's number.
            if (message.type() != Constants.type(Constants.NFT_MSG_NEWGEN)) {
                touches.add(Decoding.checked(
                        "notification",
                        () -> new Touch(
                                new TableId(
                                        NftMessage.family(message),
                                        NftMessage.attributes("notification", message)
                                                .string(TABLE_NAME)),
                                message.port())));
            }
        }
        return touches;
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
