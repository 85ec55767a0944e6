package org.flatnet.ipam;

import java.io.IOException;
import java.util.List;

/** The folder of the leases could not be changed. Nothing of the lease is left. */
public final class LeaseStoreException extends IpamException {
    private static final long serialVersionUID = 1L;
    /** The C library's texts of ENOSPC and EDQUOT: all that Java keeps of them. */
    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private final IOException reason;

    LeaseStoreException(String what, IOException reason) {
        super(what + ": " + describe(reason), reason);
        this.reason = reason;
    }

    /** Whether the disk is full, which passes when someone makes room. */
    public boolean diskFull() {
        return FULL.stream().anyMatch(describe(reason)::contains);
    }

    private static String describe(IOException reason) {
        String text = reason.getMessage();
        return text == null ? reason.getClass().getSimpleName() : text;
    }
}
