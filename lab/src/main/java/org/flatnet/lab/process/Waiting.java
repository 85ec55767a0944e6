package org.flatnet.lab.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Waits for what no event tells of, as it is the doing of processes that are not this one's children: looks again. */
public final class Waiting {
    private static final long PAUSE_NANOS = 2_000_000;

    private Waiting() {}

    /** A look at how it is. */
    @FunctionalInterface
    public interface Look<T extends @Nullable Object> {
        T now() throws IOException;
    }

    /**
     * Looks until what is seen is as it should be, or patience ends.
     *
     * @return what was seen last, which the caller asks once more
     * @throws InterruptedIOException if the thread is interrupted
     */
    public static <T extends @Nullable Object> T until(Predicate<T> right, Duration patience, Look<T> look)
            throws IOException {
        long begin = System.nanoTime();
        T seen = look.now();
        while (!right.test(seen) && System.nanoTime() - begin < patience.toNanos()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            seen = look.now();
        }
        return seen;
    }
}
