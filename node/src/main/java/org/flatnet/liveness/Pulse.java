package org.flatnet.liveness;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signs of life of one thread that serves in a loop. It says itself when it begins a turn and when it waits for the
 * next: who waits may do so for ever, who works may not.
 */
public final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    /** The longest turns take some seconds, on a slow node with thousands of peers. */
    private static final long LONGEST_TURN_SECONDS = 120;

    private final String name;
    private final LongSupplier nanoTime;
    private volatile @Nullable Thread thread;
    private volatile long begunNanos;
    private volatile boolean working;
    private volatile boolean ended;

    Pulse(String name, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
    }

    /** The thread, not started yet; called once. */
    public Thread thread(Runnable work) {
        Thread made = Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler((_, cause) -> LOG.error("the thread {} has ended", name, cause))
                .unstarted(work);
        thread = made;
        return made;
    }

    /** A turn begins, or has come a step further. */
    public void turn() {
        begunNanos = nanoTime.getAsLong();
        working = true;
    }

    /** The turn is done; what comes next may be long in coming. */
    public void rest() {
        working = false;
    }

    /** The thread was told to end, and does. */
    public void end() {
        ended = true;
    }

    /** What is wrong with the thread; null for nothing. */
    @Nullable
    String trouble() {
        Thread watched = thread;
        if (watched == null || ended || watched.getState() == Thread.State.NEW) {
            return null;
        }
        if (!watched.isAlive()) {
            return "the thread " + name + " has ended: expected it to serve as long as the agent runs";
        }
        // In this order: a turn that begins meanwhile is young.
        boolean atWork = working;
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - begunNanos);
        return atWork && seconds > LONGEST_TURN_SECONDS
                ? "the thread " + name + " is stuck: at one turn for " + seconds + " s, expected at most "
                        + LONGEST_TURN_SECONDS
                : null;
    }
}
