package org.flatnet.ipam;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flatnet.model.AttachmentId;

/**
 * A comparison with the kernel that is under way. While the kernel is being asked, calls go on, so that its answer is
 * old for what they change: that is left for the next one.
 */
final class Survey {
    private final long began;
    private final Set<AttachmentId> released = ConcurrentHashMap.newKeySet();

    Survey(long began) {
        this.began = began;
    }

    /** The owner gave back its leases, or had none, meanwhile. */
    void noteRelease(AttachmentId owner) {
        released.add(owner);
    }

    /** Whether the answer is too old to say that the owner still has its link. */
    boolean releasedMeanwhile(AttachmentId owner) {
        return released.contains(owner);
    }

    /** Whether the lease was there before the kernel was asked. */
    boolean covers(AddressBook.Entry entry) {
        return entry.stamp() <= began;
    }
}
