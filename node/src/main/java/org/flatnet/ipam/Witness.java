package org.flatnet.ipam;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * The kernel's side of the truth: which attachments have a link, with which addresses. Asked by
 * {@link Ipam#reconcile}, first for the calls in flight, then for the links.
 */
public interface Witness {

    /** The attachments that an ADD or DEL is at work on now. */
    Set<AttachmentId> inFlight();

    /**
     * The attachments whose link Flatnet made, each with the addresses that it holds; an empty list where they cannot
     * be seen. Link-local addresses may be among them and count for nothing.
     *
     * @throws IOException if the listing may be partial: then nothing is decided by it
     */
    Map<AttachmentId, List<IpAddress>> holdings() throws IOException;
}
