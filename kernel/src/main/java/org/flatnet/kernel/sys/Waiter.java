package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Waits until a descriptor can be read or another thread calls {@link #wake}, which counts from then on: a waiter is
 * woken once and for all, to end.
 */
final class Waiter implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    private static final long POLLFD_BYTES = 8;
    private static final int REVENTS_OFFSET = 6;

    private final Descriptor event;

    Waiter() throws KernelException {
        event = new Descriptor(Results.check(Native.eventfd(0, EFD_CLOEXEC), "make eventfd"));
    }

    /**
     * Waits for input.
     *
     * @param timeoutMillis below zero waits for ever
     * @return whether the descriptor has input, or an error to be read; false when woken or when the time is over
     */
    boolean awaitReadable(Descriptor descriptor, int timeoutMillis) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polled = arena.allocate(2 * POLLFD_BYTES, Integer.BYTES);
            polled.set(ValueLayout.JAVA_INT, 0, event.number());
            polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            polled.set(ValueLayout.JAVA_INT, POLLFD_BYTES, descriptor.number());
            polled.set(ValueLayout.JAVA_SHORT, POLLFD_BYTES + 4, POLLIN);
            Results.check(Native.poll(polled, 2, timeoutMillis), "poll");
            boolean woken = polled.get(ValueLayout.JAVA_SHORT, REVENTS_OFFSET) != 0;
            return !woken && polled.get(ValueLayout.JAVA_SHORT, POLLFD_BYTES + REVENTS_OFFSET) != 0;
        }
    }

    void wake() throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
            one.set(ValueLayout.JAVA_LONG, 0, 1);
            Results.check(Native.write(event.number(), one), "write eventfd");
        }
    }

    @Override
    public void close() {
        event.close();
    }
}
