package org.flatnet.reconcile;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;

/** The kernel of one node, in terms of objects. One thread at a time changes and reads. */
interface Kernel extends AutoCloseable {
    /** What the kernel has to tell by itself. */
    sealed interface Event {
        /** An identity of ours is this now; null for gone. */
        record Seen(Identity identity, @Nullable KernelObject now) implements Event {}

        /** Someone else touched what may be ours of these kinds, or the kernel may have dropped some in silence. */
        record Suspect(Set<Kind> kinds) implements Event {}

        /** A link that is not ours changed, or its addresses. */
        record Uplinks() implements Event {}

        /** Events were lost: anything may have happened. */
        record Lost() implements Event {}
    }

    /**
     * All that bears our marks, of these kinds.
     *
     * @param sysctls the settings to read, where that kind is asked for
     */
    List<KernelObject> read(Set<Kind> kinds, Set<String> sysctls) throws KernelException;

    /** The links that are not ours, with their addresses; of those without any, those that take router advertisements. */
    List<Uplink> uplinks() throws KernelException;

    /**
     * Makes changes of one kind, each for itself, in order.
     *
     * @throws KernelException if the exchange itself failed; how many were done is unknown then
     */
    List<Outcome> apply(List<Change> changes) throws KernelException;

    /**
     * Makes changes in nftables, all or none, in order.
     *
     * @return null when all are done
     * @throws KernelException if the exchange itself failed; EMSGSIZE when it is too large at once
     */
    @Nullable
    Refusal commit(List<Change> changes) throws KernelException;

    /**
     * What made the kernel refuse a transaction.
     *
     * @param index of the change that is at fault; -1 where that is not known
     */
    record Refusal(int index, KernelException cause) {}

    /** From now on tells of events, on threads of its own, which are among the vital ones. */
    void listen(Consumer<Event> listener, Vitals vitals) throws KernelException;

    @Override
    void close();
}
