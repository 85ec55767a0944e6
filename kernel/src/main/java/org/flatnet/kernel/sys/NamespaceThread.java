package org.flatnet.kernel.sys;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A platform thread that lives for one body, and may therefore end in a foreign namespace. */
final class NamespaceThread {
    private NamespaceThread() {}

    static <T extends @Nullable Object> T run(String name, NetworkNamespace.Body<T> body) throws IOException {
        FutureTask<T> task = new FutureTask<>(body::run);
        Thread thread = Thread.ofPlatform().name(name).daemon().start(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    thread.join();
                    return outcome(task);
                } catch (InterruptedException e) {
                    // The body may hold a half-made namespace: it is short, so wait for it and pass the interrupt on.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static <T extends @Nullable Object> T outcome(FutureTask<T> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
