package org.flatnet.ipam;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;

/** Requested addresses can never be given from these ranges: the request is wrong, not the moment. */
public final class AddressRefusedException extends IpamException {
    private static final long serialVersionUID = 1L;

    private final transient List<IpAddress> addresses;

    AddressRefusedException(List<IpAddress> addresses, String message) {
        super(message, null);
        this.addresses = List.copyOf(addresses);
    }

    /** The addresses that are refused. */
    public List<IpAddress> addresses() {
        return addresses;
    }
}
