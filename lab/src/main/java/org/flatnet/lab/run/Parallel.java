package org.flatnet.lab.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Does the same for several things, some at a time. Threads are started by the caller's, and so in its namespace. */
final class Parallel {
    private Parallel() {}

    /** What is done for one. */
    @FunctionalInterface
    interface Task<T, R> {
        R run(T item) throws IOException;
    }

    /**
     * The results in the order of the items. All are tried, also after a failure; an interrupted caller's are interrupted.
     *
     * @throws IOException the first failure, with the others as suppressed ones
     */
    static <T, R> List<R> map(List<T> items, int atOnce, Task<T, R> task) throws IOException {
        if (items.isEmpty()) {
            return List.of();
        }
        List<R> results = new ArrayList<>();
        @Nullable Exception failure = null;
        try (ExecutorService executor = Executors.newFixedThreadPool(Math.min(atOnce, items.size()))) {
            List<Future<R>> futures = items.stream()
                    .map(item -> executor.submit(() -> task.run(item)))
                    .toList();
            for (Future<R> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    failure = joined(failure, e.getCause() instanceof Exception cause ? cause : e);
                } catch (InterruptedException e) {
                    executor.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted");
                }
            }
        }
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IOException(failure);
        }
        return results;
    }

    private static Exception joined(@Nullable Exception first, Exception next) {
        if (first == null) {
            return next;
        }
        if (!first.equals(next)) {
            first.addSuppressed(next);
        }
        return first;
    }
}
