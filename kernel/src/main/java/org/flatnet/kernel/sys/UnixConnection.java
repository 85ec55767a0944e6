package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One end of a Unix stream socket. Used by one thread at a time. */
public final class UnixConnection implements AutoCloseable {
    private static final int SO_PEERCRED = 17;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private final Descriptor descriptor;

    UnixConnection(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Who connected, as the kernel saw it then. */
    public record Peer(int processId, int userId, int groupId) {}

    /**
     * What one call received.
     *
     * @param bytes empty at the end of the stream
     * @param descriptors opened in this process by the receipt; the receiver closes them
     * @param descriptorsTruncated more were sent than were asked for; the kernel has closed those
     */
    public record Received(ByteBuffer bytes, List<Descriptor> descriptors, boolean descriptorsTruncated) {}

    /** Connects to a listener. */
    public static UnixConnection connect(Path path) throws KernelException {
        int number = Native.socket(UnixListener.AF_UNIX, UnixListener.SOCK_STREAM | UnixListener.SOCK_CLOEXEC, 0);
        Descriptor descriptor = new Descriptor(Results.check(number, "open unix socket"));
        try (Arena arena = Arena.ofConfined()) {
            int result = Native.connect(descriptor.number(), UnixListener.address(arena, path));
            Results.check(result, "connect to " + path);
            return new UnixConnection(descriptor);
        } catch (KernelException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    /** The effective user of this process, to compare a peer's with. */
    public static int ownUserId() {
        return Native.geteuid();
    }

    public Peer peer() throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment credentials = arena.allocate(3L * Integer.BYTES, Integer.BYTES);
            MemorySegment length = Buffers.integer(arena, (int) credentials.byteSize());
            int result = Native.getsockopt(descriptor.number(), Buffers.SOL_SOCKET, SO_PEERCRED, credentials, length);
            Results.check(result, "ask for the peer's credentials");
            return new Peer(
                    credentials.getAtIndex(ValueLayout.JAVA_INT, 0),
                    credentials.getAtIndex(ValueLayout.JAVA_INT, 1),
                    credentials.getAtIndex(ValueLayout.JAVA_INT, 2));
        }
    }

    /** Limits how long one send or receive may wait; past it they fail with EAGAIN. */
    public void timeout(int millis) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(2L * Long.BYTES, Long.BYTES);
            time.setAtIndex(ValueLayout.JAVA_LONG, 0, millis / 1000);
            time.setAtIndex(ValueLayout.JAVA_LONG, 1, millis % 1000 * 1000L);
            int number = descriptor.number();
            Results.check(
                    Native.setsockopt(number, Buffers.SOL_SOCKET, SO_RCVTIMEO, time), "limit the time of receives");
            Results.check(Native.setsockopt(number, Buffers.SOL_SOCKET, SO_SNDTIMEO, time), "limit the time of sends");
        }
    }

    /** Receives what is there, at most that many bytes and descriptors, waiting for the first byte. */
    public Received receive(int mostBytes, int mostDescriptors) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(mostBytes);
            MemorySegment control = Buffers.controlRoom(arena, mostDescriptors);
            MemorySegment message = Buffers.message(arena, bytes, control);
            long count = Results.check(
                    Native.recvmsg(descriptor.number(), message, MSG_CMSG_CLOEXEC), "receive on a unix socket");
            List<Descriptor> descriptors = new ArrayList<>();
            for (int number : Buffers.descriptors(control, Buffers.controlLength(message))) {
                descriptors.add(new Descriptor(number));
            }
            boolean truncated = (Buffers.flags(message) & MSG_CTRUNC) != 0;
            return new Received(Buffers.copyOut(bytes, count), List.copyOf(descriptors), truncated);
        }
    }

    /** Sends all of the bytes. */
    public void send(byte[] bytes) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rest = Buffers.copy(arena, bytes);
            while (rest.byteSize() > 0) {
                long sent = Native.send(descriptor.number(), rest, MSG_NOSIGNAL);
                rest = rest.asSlice(Results.check(sent, "send on a unix socket"));
            }
        }
    }

    /** Sends the bytes, of which there is at least one, and with the first of them the descriptors, which stay open here. */
    public void send(byte[] bytes, List<Descriptor> descriptors) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            int[] numbers = descriptors.stream().mapToInt(Descriptor::number).toArray();
            MemorySegment message = Buffers.message(arena, Buffers.copy(arena, bytes), Buffers.control(arena, numbers));
            long sent = Results.check(
                    Native.sendmsg(descriptor.number(), message, MSG_NOSIGNAL), "send descriptors on a unix socket");
            send(java.util.Arrays.copyOfRange(bytes, (int) sent, bytes.length));
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
