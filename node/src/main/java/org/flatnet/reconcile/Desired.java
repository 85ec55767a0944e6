package org.flatnet.reconcile;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel should hold for one key.
 *
 * @param objects one of each identity
 * @param problems why something that the key stands for cannot be had, for people: what, where, and the cure
 */
public record Desired(List<KernelObject> objects, List<String> problems) {
    /** Nothing: the key is no more. */
    public static final Desired NOTHING = new Desired(List.of(), List.of());

    public Desired {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }

    public static Desired of(List<? extends KernelObject> objects) {
        return new Desired(List.copyOf(objects), List.of());
    }

    /** All of both, which have no identity in common. */
    public Desired and(Desired more) {
        return new Desired(
                Stream.concat(objects.stream(), more.objects.stream()).toList(),
                Stream.concat(problems.stream(), more.problems.stream()).toList());
    }

    public boolean isNothing() {
        return objects.isEmpty() && problems.isEmpty();
    }
}
