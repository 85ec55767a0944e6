package org.flatnet.pod;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Waits for what the kernel, or a thread, does in its own time. */
public final class Waiting {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 5_000_000L;

    private Waiting() {}

    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    public static void until(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
