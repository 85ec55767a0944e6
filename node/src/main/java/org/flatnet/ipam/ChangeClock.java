package org.flatnet.ipam;

import java.util.concurrent.atomic.AtomicLong;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** Counts the changes of all leases, in place of a time of day, which may be set back; and knows the survey under way. */
final class ChangeClock {
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Survey survey;

    long next() {
        return changes.incrementAndGet();
    }

    Survey beginSurvey() {
        Survey begun = new Survey(changes.get());
        survey = begun;
        return begun;
    }

    void endSurvey() {
        survey = null;
    }

    void noteRelease(AttachmentId owner) {
        Survey current = survey;
        if (current != null) {
            current.noteRelease(owner);
        }
    }
}
