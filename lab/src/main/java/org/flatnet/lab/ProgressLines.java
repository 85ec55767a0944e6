package org.flatnet.lab;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.flatnet.lab.run.Progress;
import org.jspecify.annotations.Nullable;

/** Prints a step once it has taken a second, so that quick work is silent and nobody waits without knowing for what. */
final class ProgressLines implements Progress, AutoCloseable {
    private static final int PATIENCE_MILLIS = 1000;

    private final PrintStream output;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    private @Nullable ScheduledFuture<?> pending;

    ProgressLines(PrintStream output) {
        this.output = output;
    }

    @Override
    public synchronized void step(String text) {
        finish();
        pending = timer.schedule(() -> output.println(text + " …"), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** No step is under way any more. */
    synchronized void finish() {
        if (pending != null) {
            pending.cancel(false);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
