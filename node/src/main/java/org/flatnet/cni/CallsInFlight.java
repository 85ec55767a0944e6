package org.flatnet.cni;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.flatnet.model.AttachmentId;

/** The attachments that a call is at work on: their leases and links are being made or taken away. */
final class CallsInFlight {
    private final Map<AttachmentId, Integer> counts = new HashMap<>();

    /** Ends with the call. */
    interface Call extends AutoCloseable {
        @Override
        void close();
    }

    synchronized Call begin(AttachmentId id) {
        counts.merge(id, 1, Integer::sum);
        return () -> end(id);
    }

    private synchronized void end(AttachmentId id) {
        counts.computeIfPresent(id, (_, count) -> count == 1 ? null : count - 1);
    }

    synchronized Set<AttachmentId> attachments() {
        return Set.copyOf(counts.keySet());
    }
}
