package org.flatnet.ipam;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * An address that is in use.
 *
 * @param owner the attachment that holds it, and that alone can give it back
 * @param address unique within the owner's network
 * @param keeper what shows that it is still needed
 */
public record Lease(AttachmentId owner, IpAddress address, LeaseKeeper keeper) {

    /** For messages: {@code 10.200.0.7 of eth0 of 4c6f on flatnet}. */
    @Override
    public String toString() {
        return address + " of " + owner;
    }
}
