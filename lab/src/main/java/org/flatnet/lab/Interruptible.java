package org.flatnet.lab;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the thread that made it clear up when the program is told to end (a key on the terminal, a signal): what it does in
 * {@link #run} is interrupted, what it does before and after that is not, and the program ends when this is closed, or after
 * a while. The exit status is the signal's then: 130 after SIGINT, 143 after SIGTERM.
 */
final class Interruptible implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().unstarted(this::tell);
    private boolean told;
    private boolean running;

    Interruptible() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Something that may take long, and ends with an exception soon after its thread is interrupted. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does the work, which may be interrupted.
     *
     * @throws InterruptedIOException if the program was told to end, also if the work took no notice
     */
    <T> T run(Work<T> work) throws IOException {
        setRunning(true);
        try {
            failIfTold();
            T result = work.run();
            failIfTold();
            return result;
        } finally {
            setRunning(false);
            // what follows is done whole
            Thread.interrupted();
        }
    }

    private synchronized void setRunning(boolean now) {
        running = now;
    }

    private void failIfTold() throws InterruptedIOException {
        if (isTold()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void tell() {
        synchronized (this) {
            told = true;
            if (running) {
                worker.interrupt();
            }
        }
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the lab could not be taken down in time: `./flatnet lab down` does it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program was told to end. */
    synchronized boolean isTold() {
        return told;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program ends now, with all that there was to say said.
            LockSupport.park();
        }
    }
}
