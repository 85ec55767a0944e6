package org.flatnet.agent;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.NetworkNamespace;

/** Whole frames, sent and received on one link. */
final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final short ETH_P_ALL = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long PATIENCE_SECONDS = 10;
    private static final int FRAME_BYTES = 2048;

    private static final MethodHandle SOCKET = function("socket", int.class, int.class, int.class, int.class);
    private static final MethodHandle BIND = function("bind", int.class, int.class, MemorySegment.class, int.class);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", int.class, int.class, int.class, int.class, MemorySegment.class, int.class);
    private static final MethodHandle SEND =
            function("send", long.class, int.class, MemorySegment.class, long.class, int.class);
    private static final MethodHandle RECV =
            function("recv", long.class, int.class, MemorySegment.class, long.class, int.class);
    private static final MethodHandle CLOSE = function("close", int.class, int.class);

    private final int descriptor;

    private PacketSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    @FunctionalInterface
    private interface Call {
        Object invoke() throws Throwable;
    }

    static PacketSocket open(NetworkNamespace namespace, String link) throws IOException {
        int index;
        try (RouteSocket routes = RouteSocket.open(namespace)) {
            index = java.util.Objects.requireNonNull(routes.link(link), link).index();
        }
        // Of no protocol until it is bound: a socket hears every link of its namespace before.
        PacketSocket socket = namespace.call(() ->
                new PacketSocket((int) call("socket", () -> SOCKET.invoke(AF_PACKET, SOCK_RAW, 0))));
        socket.bind(index);
        return socket;
    }

    private void bind(int link) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(20);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, ETH_P_ALL);
            address.set(ValueLayout.JAVA_INT, 4, link);
            call("bind", () -> BIND.invoke(descriptor, address, (int) address.byteSize()));
            MemorySegment patience = arena.allocate(16);
            patience.set(ValueLayout.JAVA_LONG, 0, PATIENCE_SECONDS);
            call("setsockopt", () -> SETSOCKOPT.invoke(descriptor, SOL_SOCKET, SO_RCVTIMEO, patience, 16));
        }
    }

    void send(byte[] frame) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            call("send", () -> SEND.invoke(descriptor, bytes, bytes.byteSize(), 0));
        }
    }

    /** The next frame that passes the link, in either direction; fails if none does for long. */
    byte[] receive() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(FRAME_BYTES);
            long length = (long) call("recv", () -> RECV.invoke(descriptor, bytes, bytes.byteSize(), 0));
            return bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static Object call(String name, Call call) throws IOException {
        Object result;
        try {
            result = call.invoke();
        } catch (Throwable e) {
            throw new IOException(name, e);
        }
        if (((Number) result).longValue() < 0) {
            throw new IOException(name + " of a packet socket failed, or waited in vain");
        }
        return result;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, Class<?> result, Class<?>... arguments) {
        Linker linker = Linker.nativeLinker();
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = layout(arguments[i]);
        }
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(layout(result), layouts));
    }

    private static MemoryLayout layout(Class<?> type) {
        if (type == int.class) {
            return ValueLayout.JAVA_INT;
        }
        return type == long.class ? ValueLayout.JAVA_LONG : ValueLayout.ADDRESS;
    }

    @Override
    public void close() throws IOException {
        call("close", () -> CLOSE.invoke(descriptor));
    }
}
