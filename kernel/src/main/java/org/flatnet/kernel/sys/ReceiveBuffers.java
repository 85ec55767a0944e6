package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory to receive into, used again and again: Java clears what it allocates, which for a buffer that is large enough for
 * any answer costs more than most answers do. There are never more than threads that receive at the same time; they stay.
 */
final class ReceiveBuffers {
    /** The kernel fills at most 32 KiB a dump datagram; a lone large object may need more. */
    static final int BYTES = 1 << 16;

    private static final Arena MEMORY = Arena.ofShared();
    private static final Deque<MemorySegment> FREE = new ArrayDeque<>();

    private ReceiveBuffers() {}

    /** A buffer with anything in it, for the caller alone until it is given back. */
    static MemorySegment take() {
        synchronized (FREE) {
            MemorySegment buffer = FREE.poll();
            return buffer != null ? buffer : MEMORY.allocate(BYTES, Long.BYTES);
        }
    }

    static void giveBack(MemorySegment buffer) {
        synchronized (FREE) {
            FREE.push(buffer);
        }
    }
}
