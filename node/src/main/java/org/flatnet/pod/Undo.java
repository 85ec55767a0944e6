package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Steps that take back what was done, unless all of it succeeds:
 *
 * <pre>{@code
 * try (var undo = new Undo()) {
 *     make(link);
 *     undo.add("delete link " + link, () -> delete(link));
 *     …
 *     undo.commit();
 * }
 * }</pre>
 *
 * <p>Steps run last to first. One that fails does not keep the others from running: what it threw is kept, as suppressed
 * by what made the block fail.
 */
public final class Undo implements AutoCloseable {
    private final Deque<Step> steps = new ArrayDeque<>();

    /** Takes something back. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    private record Step(String what, Action action) {}

    /**
     * Adds a step, to be called right after what it takes back was done.
     *
     * @param what for people, if the step fails: "delete link fn0123456789ab"
     */
    public void add(String what, Action action) {
        steps.push(new Step(what, action));
    }

    /** Everything is done and stays. */
    public void commit() {
        steps.clear();
    }

    /**
     * Takes back what was not committed.
     *
     * @throws IOException if a step failed, with the failures of the other ones as suppressed by it
     */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.action.run();
            } catch (IOException | RuntimeException e) {
                IOException failed = new IOException("undo failed: " + step.what + ": " + e.getMessage(), e);
                if (failure == null) {
                    failure = failed;
                } else {
                    failure.addSuppressed(failed);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
