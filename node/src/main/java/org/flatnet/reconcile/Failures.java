package org.flatnet.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.flatnet.kernel.sys.KernelException;

/** The keys of which the kernel refused something, and when each is tried again. Guarded by the turnstile. */
final class Failures {
    private final Map<Key, Failed> failed = new HashMap<>();

    /** @param pending what the key still waits for */
    private record Failed(Set<Identity> pending, Status.Failure failure, long dueNanos) {}

    /** Takes note of a refusal; the more there were, the later the next try. */
    Status.Failure note(Key key, KernelException cause, Set<Identity> pending) {
        Failed earlier = failed.get(key);
        int times = earlier == null ? 1 : earlier.failure().times() + 1;
        Status.Failure failure = new Status.Failure(String.valueOf(cause.getMessage()), times);
        failed.put(
                key,
                new Failed(
                        pending,
                        failure,
                        System.nanoTime() + Backoff.after(times).toNanos()));
        return failure;
    }

    boolean has(Key key) {
        return failed.containsKey(key);
    }

    void forget(Key key) {
        failed.remove(key);
    }

    /** How long until the first is due: below zero if it has been, as good as for ever if there is none. */
    long nanosToNext(long now) {
        return failed.values().stream()
                .mapToLong(one -> one.dueNanos() - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Adds what is due to a round, or all of it. */
    void retry(Round round, boolean all, long now) {
        failed.forEach((key, one) -> {
            if (all || one.dueNanos() - now <= 0) {
                round.add(key, one.pending());
            }
        });
    }

    Map<Key, Status.Failure> all() {
        Map<Key, Status.Failure> failures = new HashMap<>();
        failed.forEach((key, one) -> failures.put(key, one.failure()));
        return failures;
    }
}
