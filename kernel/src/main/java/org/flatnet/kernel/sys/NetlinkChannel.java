package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket as datagrams of bytes; the protocol itself is the netlink package's. It stays bound to the network
 * namespace that the opening thread was in, and may afterwards be used from any thread, by one at a time.
 */
public final class NetlinkChannel implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final long SOCKADDR_NL_BYTES = 12;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    private final Descriptor descriptor;
    private final Waiter waiter;

    private NetlinkChannel(Descriptor descriptor, Waiter waiter) {
        this.descriptor = descriptor;
        this.waiter = waiter;
    }

    /** Opens a socket of the protocol ({@code NETLINK_ROUTE} …) in the calling thread's network namespace. */
    public static NetlinkChannel open(int protocol) throws KernelException {
        int number = Native.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        Descriptor descriptor = new Descriptor(Results.check(number, "open netlink socket of protocol " + protocol));
        try {
            NetlinkChannel channel = new NetlinkChannel(descriptor, new Waiter());
            channel.option(SOL_NETLINK, NETLINK_EXT_ACK, 1, "ask for extended acknowledgements");
            channel.option(SOL_NETLINK, NETLINK_CAP_ACK, 1, "ask for capped acknowledgements");
            return channel;
        } catch (KernelException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Has the kernel check every field of dump requests and filter by them; {@code NETLINK_GET_STRICT_CHK}, Linux 4.20. */
    public void checkStrictly() throws KernelException {
        option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "ask for strict checks");
    }

    /**
     * Gives the socket an address of its own. A listener needs one: the kernel takes a socket without for itself, and
     * tells nobody of what they did themselves.
     */
    public void bind() throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_NL_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            Results.check(Native.bind(descriptor.number(), address), "bind netlink socket");
        }
    }

    /** Joins a multicast group, from then on receiving its notifications; after {@link #bind}. */
    public void join(int group) throws KernelException {
        option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group, "join netlink group " + group);
    }

    /** Asks for a send buffer of that size; past the system's limit only where this process is privileged. */
    public void sendBuffer(int bytes) throws KernelException {
        if (!tryOption(SO_SNDBUFFORCE, bytes)) {
            option(Buffers.SOL_SOCKET, SO_SNDBUF, bytes, "set the send buffer");
        }
    }

    /** Asks for a receive buffer of that size; past the system's limit only where this process is privileged. */
    public void receiveBuffer(int bytes) throws KernelException {
        if (!tryOption(SO_RCVBUFFORCE, bytes)) {
            option(Buffers.SOL_SOCKET, SO_RCVBUF, bytes, "set the receive buffer");
        }
    }

    private boolean tryOption(int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return Native.setsockopt(descriptor.number(), Buffers.SOL_SOCKET, option, Buffers.integer(arena, value))
                    == 0;
        }
    }

    private void option(int level, int option, int value, String operation) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            int result = Native.setsockopt(descriptor.number(), level, option, Buffers.integer(arena, value));
            Results.check(result, operation);
        }
    }

    /**
     * Sends the bytes as one datagram; the kernel has worked on all of its messages when this returns.
     *
     * @param operation whose text errors begin with
     */
    public void send(byte[] bytes, Object operation) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            Results.check(Native.send(descriptor.number(), Buffers.copy(arena, bytes), 0), operation);
        }
    }

    /**
     * The next datagram that is there, or null where none is.
     *
     * @param operation whose text errors begin with
     * @throws KernelException ENOBUFS if notifications were lost; EMSGSIZE if a datagram was larger than any should be
     */
    public @Nullable ByteBuffer poll(Object operation) throws KernelException {
        MemorySegment buffer = ReceiveBuffers.take();
        try {
            long count = Native.recv(descriptor.number(), buffer, MSG_DONTWAIT | MSG_TRUNC);
            if (count == -Errno.EAGAIN) {
                return null;
            }
            Results.check(count, operation);
            if (count > buffer.byteSize()) {
                throw new KernelException(
                        operation.toString(), Errno.EMSGSIZE, "the kernel answered with " + count + " bytes at once");
            }
            return Buffers.copyOut(buffer, count);
        } finally {
            ReceiveBuffers.giveBack(buffer);
        }
    }

    /**
     * Waits for a datagram.
     *
     * @param timeoutMillis below zero waits for ever
     * @return false when the time is over or {@link #wake} was called
     */
    public boolean awaitReadable(int timeoutMillis) throws KernelException {
        return waiter.awaitReadable(descriptor, timeoutMillis);
    }

    /** Ends a wait of another thread, and every later one. */
    public void wake() throws KernelException {
        waiter.wake();
    }

    @Override
    public void close() {
        descriptor.close();
        waiter.close();
    }
}
