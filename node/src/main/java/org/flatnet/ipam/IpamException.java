package org.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/** No lease was given or returned, and nothing has changed. Each kind asks for another answer to the runtime. */
public abstract sealed class IpamException extends Exception
        permits AddressesExhaustedException,
                AddressRefusedException,
                AddressTakenException,
                AlreadyLeasedException,
                LeaseStoreException,
                NotReconciledException {
    private static final long serialVersionUID = 1L;

    IpamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The message, never null. */
    public final String message() {
        return String.valueOf(getMessage());
    }
}
