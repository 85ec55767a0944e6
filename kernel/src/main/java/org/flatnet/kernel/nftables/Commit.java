package org.flatnet.kernel.nftables;

import java.util.List;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;

/** What became of a transaction: all of it is done, or nothing. */
public sealed interface Commit {
    /** All of it is done. */
    record Done() implements Commit {}

    /** Someone else changed the ruleset after the generation that the transaction was made for. */
    record GenerationMoved(long expected) implements Commit {}

    /**
     * The kernel refused some of its steps, and did none.
     *
     * @param failures in order. The first is the cause; the kernel may refuse later steps only because of it
     */
    record Refused(List<Failure> failures) implements Commit {
        public Refused {
            failures = List.copyOf(failures);
        }
    }

    /**
     * A step that the kernel refused.
     *
     * @param subject what it was about; of elements that were sent together only those meant, where the kernel said so
     */
    record Failure(Subject subject, KernelException cause) {}

    /** Whether all of it is done. */
    default boolean isDone() {
        return this instanceof Done;
    }

    /** Throws the first failure, if there is one; a moved generation as ERESTART. */
    default void orThrow() throws KernelException {
        switch (this) {
            case Done() -> {}
            case GenerationMoved(long expected) ->
                throw new KernelException(
                        "commit for generation " + expected, Errno.ERESTART, "the ruleset has changed");
            case Refused(List<Failure> failures) -> throw failures.getFirst().cause();
        }
    }
}
