package org.flatnet.ipam;

import org.flatnet.kernel.net.IpAddress;

/** A requested address is in use. */
public final class AddressTakenException extends IpamException {
    private static final long serialVersionUID = 1L;

    private final transient IpAddress address;

    AddressTakenException(IpAddress address, String message) {
        super(message, null);
        this.address = address;
    }

    public IpAddress address() {
        return address;
    }
}
