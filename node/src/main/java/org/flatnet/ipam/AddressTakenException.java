package org.flatnet.ipam;

import org.flatnet.kernel.net.IpAddress;

/** A requested address is in use. */
public final class AddressTakenException extends IpamException {
    private static final long serialVersionUID = 1L;

    private final transient IpAddress address;

    private final boolean resting;

    AddressTakenException(IpAddress address, String message, boolean resting) {
        super(message, null);
        this.address = address;
        this.resting = resting;
    }

    /** Whether it was released and will be free in a moment. */
    public boolean resting() {
        return resting;
    }

    public IpAddress address() {
        return address;
    }
}
