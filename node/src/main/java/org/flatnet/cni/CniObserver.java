package org.flatnet.cni;

import org.jspecify.annotations.Nullable;

/** Is told of each command that was answered, for metrics. Called from many threads. */
@FunctionalInterface
public interface CniObserver {
    /** Watches nothing. */
    CniObserver NONE = (_, _, _) -> {};

    /**
     * A command was answered.
     *
     * @param command null where the request named none that is known
     * @param code null where the command succeeded
     * @param nanos from the first byte's receipt to the answer, without its sending
     */
    void answered(@Nullable CniCommand command, @Nullable CniCode code, long nanos);
}
