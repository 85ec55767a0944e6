package org.flatnet.kernel.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetlinkChannel;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * Receives the kernel's notifications of some multicast groups. One thread receives; any other may {@link #stop} it.
 *
 * <p>When notifications come faster than they are read, the kernel throws some away and says so. What the listener knows
 * is then of no worth: it gets a {@link Event.Lost} and lists everything anew. As the monitor is subscribed while the
 * list is read, nothing can slip between the two.
 */
public final class NetlinkMonitor implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    /** What belongs together, such as a link's making and setting up, is told within a few milliseconds. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final NetlinkChannel channel;
    private volatile boolean stopped;
    private volatile boolean gathering;

    private NetlinkMonitor(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** What a monitor receives. */
    public sealed interface Event {
        /** Notifications, oldest first. */
        record Changed(List<Message> messages) implements Event {}

        /** Some were lost: list everything anew. */
        record Lost() implements Event {}

        /** {@link NetlinkMonitor#stop} was called. */
        record Stopped() implements Event {}

        /** The time was over before anything happened. */
        record Idle() implements Event {}
    }

    /** Subscribes to groups, by the numbers of {@code RTNLGRP_*} or {@code NFNLGRP_*}, in a namespace. */
    public static NetlinkMonitor open(NetlinkProtocol protocol, NetworkNamespace namespace, int... groups)
            throws KernelException {
        try {
            return namespace.call(() -> openHere(protocol, groups));
        } catch (IOException e) {
            throw e instanceof KernelException kernel
                    ? kernel
                    : new KernelException("open netlink monitor", Errno.EIO, e.getMessage());
        }
    }

    /** Subscribes to groups in the calling thread's namespace. */
    public static NetlinkMonitor openHere(NetlinkProtocol protocol, int... groups) throws KernelException {
        NetlinkChannel channel = NetlinkChannel.open(protocol.number());
        try {
            channel.receiveBuffer(RECEIVE_BUFFER_BYTES);
            channel.bind();
            for (int group : groups) {
                channel.join(group);
            }
            return new NetlinkMonitor(channel);
        } catch (KernelException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Has the receiver sleep on for 10 ms once a notification is there. A change to the network comes as many
     * notifications, and a receiver that is woken for each takes the processor, each time, from the one who makes it.
     */
    public void gatherBursts() {
        gathering = true;
    }

    /** Waits for the next event. */
    public Event receive() throws KernelException {
        return receive(-1);
    }

    /** Waits for the next event, at most so long; below zero for ever. */
    public Event receive(int timeoutMillis) throws KernelException {
        ByteBuffer datagram = null;
        while (datagram == null) {
            if (stopped) {
                return new Event.Stopped();
            }
            try {
                datagram = channel.poll("receive notifications");
                // notifications come in bursts: the next one is mostly there
                if (datagram == null && !await(timeoutMillis)) {
                    return new Event.Idle();
                }
            } catch (KernelException e) {
                if (e.is(Errno.ENOBUFS)) {
                    return new Event.Lost();
                }
                throw e;
            }
        }
        try {
            return new Event.Changed(Datagram.read(datagram));
        } catch (MalformedMessageException e) {
            // Notifications that cannot be read are as good as lost; a list read anew has its own way to fail.
            return new Event.Lost();
        }
    }

    /** Whether something is to be done before the time is over. */
    private boolean await(int timeoutMillis) throws KernelException {
        boolean readable = channel.awaitReadable(timeoutMillis);
        if (readable && gathering) {
            LockSupport.parkNanos(BURST_NANOS);
        }
        return readable || stopped;
    }

    /** Ends the receiving thread's wait, and every later one. */
    public void stop() throws KernelException {
        stopped = true;
        channel.wake();
    }

    @Override
    public void close() {
        channel.close();
    }
}
