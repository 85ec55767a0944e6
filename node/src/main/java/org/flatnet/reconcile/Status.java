package org.flatnet.reconcile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the node's network, at one moment.
 *
 * @param adopted whether the kernel was read and compared for the first time
 * @param keys how many keys there are
 * @param failures why the kernel does not hold what a key wants; it is tried again
 * @param problems what cannot be had as things are configured
 * @param objects how many objects of ours the kernel holds, by kind
 * @param drift how many objects others changed since the start, by kind
 * @param lastDrift the latest of them
 * @param changes how many changes were made since the start
 * @param self what the planners know of the node
 */
public record Status(
        boolean adopted,
        int keys,
        Map<Key, Failure> failures,
        Map<Key, List<String>> problems,
        Map<Kind, Integer> objects,
        Map<Kind, Long> drift,
        @Nullable Drift lastDrift,
        long changes,
        Self self) {
    public Status {
        failures = Map.copyOf(failures);
        problems = Map.copyOf(problems);
        objects = Map.copyOf(objects);
        drift = Map.copyOf(drift);
    }

    /**
     * What failed.
     *
     * @param reason the kernel's, for people
     * @param times how often in a row
     */
    public record Failure(String reason, int times) {}
}
