package org.flatnet.ipam;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * What a caller asks for: see {@link Ipam#lease}.
 *
 * @param shared whether networks of other names draw on the same ranges: {@link Ipam#leaseShared}
 */
record LeaseRequest(
        AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested, LeaseKeeper keeper, boolean shared) {

    LeaseRequest {
        sets = List.copyOf(sets);
        requested = List.copyOf(requested);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException(
                    "no range set is given for " + owner + ": expected at least one, to take an address from");
        }
    }
}
