package org.flatnet.ipam;

/**
 * The leases have not been compared with the kernel's links since the start, so that any address might be in use. It
 * passes: the runtime should ask again.
 */
public final class NotReconciledException extends IpamException {
    private static final long serialVersionUID = 1L;

    NotReconciledException(long waitedMillis) {
        super(
                "the leases have not been compared with the kernel's links yet, after a wait of " + waitedMillis
                        + " ms",
                null);
    }
}
