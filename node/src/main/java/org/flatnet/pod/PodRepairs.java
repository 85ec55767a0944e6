package org.flatnet.pod;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was put right of the node's side of pods after somebody had changed it.
 *
 * @param total how often
 * @param lastLink the bridge or the pod's link that was put right last, null for none so far
 * @param lastAt and when
 */
public record PodRepairs(
        long total, @Nullable String lastLink, @Nullable Instant lastAt) {
    public static final PodRepairs NONE = new PodRepairs(0, null, null);

    /** Is told of each, by the thread that did it; must not call back. */
    @FunctionalInterface
    public interface Listener {
        /** Tells nobody. */
        Listener NONE = _ -> {};

        void repaired(String link);
    }
}
