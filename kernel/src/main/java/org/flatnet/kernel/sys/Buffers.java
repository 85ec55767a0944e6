package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The structures around a {@code sendmsg} or {@code recvmsg}, as 64-bit Linux lays them out ({@code linux/socket.h}). */
final class Buffers {
    static final int SCM_RIGHTS = 1;
    static final int SOL_SOCKET = 1;

    private static final long MSGHDR_BYTES = 56;
    private static final long MSGHDR_IOV = 16;
    private static final long MSGHDR_IOV_COUNT = 24;
    private static final long MSGHDR_CONTROL = 32;
    private static final long MSGHDR_CONTROL_LENGTH = 40;
    private static final long MSGHDR_FLAGS = 48;
    private static final long IOVEC_BYTES = 16;
    private static final long CMSGHDR_BYTES = 16;

    private Buffers() {}

    static MemorySegment copy(Arena arena, byte[] bytes) {
        MemorySegment segment = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 0, bytes.length);
        return segment.asSlice(0, bytes.length);
    }

    static ByteBuffer copyOut(MemorySegment segment, long count) {
        return ByteBuffer.wrap(segment.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE))
                .order(ByteOrder.nativeOrder());
    }

    static MemorySegment integer(Arena arena, int value) {
        MemorySegment segment = arena.allocate(ValueLayout.JAVA_INT);
        segment.set(ValueLayout.JAVA_INT, 0, value);
        return segment;
    }

    /** A {@code struct msghdr} with one buffer, and room for control data where that is given. */
    static MemorySegment message(Arena arena, MemorySegment bytes, @Nullable MemorySegment control) {
        MemorySegment vector = arena.allocate(IOVEC_BYTES, Long.BYTES);
        vector.set(ValueLayout.ADDRESS, 0, bytes);
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, bytes.byteSize());
        MemorySegment message = arena.allocate(MSGHDR_BYTES, Long.BYTES);
        message.set(ValueLayout.ADDRESS, MSGHDR_IOV, vector);
        message.set(ValueLayout.JAVA_LONG, MSGHDR_IOV_COUNT, 1);
        if (control != null) {
            message.set(ValueLayout.ADDRESS, MSGHDR_CONTROL, control);
            message.set(ValueLayout.JAVA_LONG, MSGHDR_CONTROL_LENGTH, control.byteSize());
        }
        return message;
    }

    static long controlLength(MemorySegment message) {
        return message.get(ValueLayout.JAVA_LONG, MSGHDR_CONTROL_LENGTH);
    }

    static int flags(MemorySegment message) {
        return message.get(ValueLayout.JAVA_INT, MSGHDR_FLAGS);
    }

    /** Room for control data that carries that many descriptors. */
    static MemorySegment controlRoom(Arena arena, int descriptors) {
        return arena.allocate(CMSGHDR_BYTES + align(descriptors * (long) Integer.BYTES), Long.BYTES);
    }

    /** Control data that passes these descriptors on. */
    static MemorySegment control(Arena arena, int[] descriptors) {
        MemorySegment control = controlRoom(arena, descriptors.length);
        control.set(ValueLayout.JAVA_LONG, 0, CMSGHDR_BYTES + descriptors.length * (long) Integer.BYTES);
        control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
        control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.length; i++) {
            control.set(ValueLayout.JAVA_INT, CMSGHDR_BYTES + i * (long) Integer.BYTES, descriptors[i]);
        }
        return control;
    }

    /** The descriptors in received control data. They are open in this process from the moment of the receipt. */
    static int[] descriptors(MemorySegment control, long length) {
        int[] found = {};
        long at = 0;
        while (at + CMSGHDR_BYTES <= length) {
            long entry = control.get(ValueLayout.JAVA_LONG, at);
            if (entry < CMSGHDR_BYTES || entry > length - at) {
                break;
            }
            boolean rights = control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS;
            if (rights) {
                int count = (int) ((entry - CMSGHDR_BYTES) / Integer.BYTES);
                int[] more = java.util.Arrays.copyOf(found, found.length + count);
                for (int i = 0; i < count; i++) {
                    more[found.length + i] =
                            control.get(ValueLayout.JAVA_INT, at + CMSGHDR_BYTES + i * (long) Integer.BYTES);
                }
                found = more;
            }
            at += align(entry);
        }
        return found;
    }

    private static long align(long length) {
        return length + 7 & ~7L;
    }
}
