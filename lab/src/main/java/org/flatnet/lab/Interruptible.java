package org.flatnet.lab;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the thread that made it clear up when the program is told to end (a key on the terminal, a signal): the thread is
 * interrupted, and the program ends when this is closed, or after a while.
 */
final class Interruptible implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    Interruptible() {
        Thread worker = Thread.currentThread();
        hook = Thread.ofPlatform().unstarted(() -> {
            worker.interrupt();
            try {
                if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("the lab could not be taken down in time: `./flatnet lab down` does it");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already: the hook waits for nothing else any more.
        }
    }
}
