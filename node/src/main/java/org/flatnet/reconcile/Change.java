package org.flatnet.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * What has to happen to one identity.
 *
 * @param before what the kernel holds; null for nothing
 * @param after what it should hold; null for nothing
 */
record Change(@Nullable KernelObject before, @Nullable KernelObject after) {
    Change {
        if (before == null && after == null) {
            throw new IllegalArgumentException("a change from nothing to nothing");
        }
    }

    /** Whichever is there, the new one first. */
    KernelObject object() {
        if (after != null) {
            return after;
        }
        if (before != null) {
            return before;
        }
        throw new IllegalStateException("a change from nothing to nothing");
    }

    Identity identity() {
        return object().identity();
    }

    Kind kind() {
        return object().kind();
    }

    boolean isGone() {
        return after == null;
    }

    Step step() {
        return after != null ? after.kind().step() : kind().goneStep();
    }

    /** How much of a batch it takes, in elements of a set. */
    int weight() {
        return object() instanceof ChainObject chain ? 4 + 4 * chain.rules().size() : 1;
    }
}
