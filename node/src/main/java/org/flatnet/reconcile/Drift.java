package org.flatnet.reconcile;

import java.time.Instant;

/**
 * Something of ours that someone else changed, and that was put right.
 *
 * @param what for people: gone, altered, or not ours though it bears our mark
 */
public record Drift(Instant at, Identity identity, Kind kind, What what) {
    /** How it differed. */
    public enum What {
        GONE,
        ALTERED,
        /** Something with our mark that we did not make. */
        ADDED
    }
}
