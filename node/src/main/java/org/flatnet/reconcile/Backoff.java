package org.flatnet.reconcile;

import java.time.Duration;

/** How long a key that failed so many times in a row waits before it is tried again: 0.1 s, doubled up to a minute. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private Backoff() {}

    static Duration after(int failures) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
