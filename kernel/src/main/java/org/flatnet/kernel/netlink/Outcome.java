package org.flatnet.kernel.netlink;

import org.flatnet.kernel.sys.KernelException;

/** What became of one request of several. */
public sealed interface Outcome {
    /** The kernel did it. */
    record Done() implements Outcome {}

    /** The kernel refused it. */
    record Failed(KernelException cause) implements Outcome {}

    /** Throws what went wrong, if anything did. */
    default void orThrow() throws KernelException {
        if (this instanceof Failed(KernelException cause)) {
            throw cause;
        }
    }

    /** Whether the kernel did it. */
    default boolean isDone() {
        return this instanceof Done;
    }
}
