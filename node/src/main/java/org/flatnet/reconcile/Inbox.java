package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.kernel.net.Cidr;
import org.jspecify.annotations.Nullable;

/** What the loop has to look at, gathered from all threads until the loop comes. */
final class Inbox {
    private Mail mail = new Mail();
    private boolean busy;

    /** Everything since the last time. */
    static final class Mail {
        final List<ClusterChange> changes = new ArrayList<>();
        final Map<Identity, Kernel.Event.Seen> seen = new HashMap<>();
        final Set<Kind> suspects = EnumSet.noneOf(Kind.class);
        final Set<Key> failed = new HashSet<>();

        @Nullable
        Set<Cidr> heldRanges;

        boolean uplinks;
        boolean stop;

        boolean isEmpty() {
            return changes.isEmpty()
                    && seen.isEmpty()
                    && suspects.isEmpty()
                    && failed.isEmpty()
                    && heldRanges == null
                    && !uplinks
                    && !stop;
        }
    }

    synchronized void submit(ClusterChange change) {
        mail.changes.add(change);
        notifyAll();
    }

    synchronized void heldRanges(Set<Cidr> ranges) {
        mail.heldRanges = Set.copyOf(ranges);
        notifyAll();
    }

    synchronized void failed(Set<Key> keys) {
        mail.failed.addAll(keys);
        notifyAll();
    }

    synchronized void resync() {
        mail.suspects.addAll(EnumSet.allOf(Kind.class));
        mail.uplinks = true;
        notifyAll();
    }

    synchronized void stop() {
        mail.stop = true;
        notifyAll();
    }

    synchronized void event(Kernel.Event event) {
        switch (event) {
            case Kernel.Event.Seen seen -> mail.seen.put(seen.identity(), seen);
            case Kernel.Event.Suspect(Set<Kind> kinds) -> mail.suspects.addAll(kinds);
            case Kernel.Event.Uplinks() -> mail.uplinks = true;
            case Kernel.Event.Lost() -> {
                mail.suspects.addAll(EnumSet.allOf(Kind.class));
                mail.uplinks = true;
            }
        }
        notifyAll();
    }

    /** Waits for something to do, at most so long; below zero for ever. */
    synchronized Mail take(long nanos) throws InterruptedException {
        busy = false;
        notifyAll();
        long deadline = System.nanoTime() + nanos;
        while (mail.isEmpty()) {
            if (nanos < 0) {
                wait();
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        Mail taken = mail;
        mail = new Mail();
        busy = true;
        return taken;
    }

    /** Waits until the loop has looked at everything. */
    synchronized void awaitEmpty() throws InterruptedException {
        while (busy || !mail.isEmpty()) {
            wait();
        }
    }
}
