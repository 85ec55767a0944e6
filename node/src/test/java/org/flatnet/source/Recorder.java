package org.flatnet.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.jspecify.annotations.Nullable;

/** A listener that remembers what it heard and lets tests wait for it. */
final class Recorder implements Source.Listener {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private final List<ClusterChange> changes = new ArrayList<>();
    private List<SourceProblem> problems = List.of();
    private @Nullable String fault;

    /** What was heard, at one moment. */
    record State(int changes, Cluster cluster, List<SourceProblem> problems) {}

    @Override
    public void changed(ClusterChange change) {
        lock.lock();
        try {
            Cluster before =
                    changes.isEmpty() ? Cluster.EMPTY : changes.getLast().after();
            if (!change.before().equals(before)) {
                fault = "a change does not begin where the last one ended";
            }
            if (!changes.isEmpty() && change.isEmpty()) {
                fault = "an empty change";
            }
            if (!change.equals(ClusterChange.between(change.before(), change.after()))) {
                fault = "a change that names other nodes than changed";
            }
            changes.add(change);
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void problems(List<SourceProblem> now) {
        lock.lock();
        try {
            if (problems.equals(now)) {
                fault = "the same problems again";
            }
            problems = now;
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was heard is so. */
    State await(String what, Predicate<State> wanted) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                State state = state();
                if (fault != null) {
                    throw new AssertionError(fault + "; " + state);
                }
                if (wanted.test(state)) {
                    return state;
                }
                if (left <= 0) {
                    throw new AssertionError("waited for " + what + ", heard " + state);
                }
                left = heard.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    State state() {
        lock.lock();
        try {
            Cluster cluster =
                    changes.isEmpty() ? Cluster.EMPTY : changes.getLast().after();
            return new State(changes.size(), cluster, problems);
        } finally {
            lock.unlock();
        }
    }
}
