package org.flatnet.ipam;

import java.util.List;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/** The attachment holds leases already: it was added before and not deleted since. */
public final class AlreadyLeasedException extends IpamException {
    private static final long serialVersionUID = 1L;

    private final transient List<Lease> held;

    AlreadyLeasedException(AttachmentId owner, List<Lease> held) {
        super(
                owner + " holds "
                        + held.stream()
                                .map(Lease::address)
                                .map(IpAddress::toString)
                                .collect(Collectors.joining(", "))
                        + " already: expected its DEL before another ADD",
                null);
        this.held = List.copyOf(held);
    }

    /** What it holds. */
    public List<Lease> held() {
        return held;
    }
}
