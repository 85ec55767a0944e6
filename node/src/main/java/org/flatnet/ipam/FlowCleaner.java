package org.flatnet.ipam;

import java.io.IOException;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;

/**
 * Deletes what the kernel remembers of connections with an address. Without it the next pod with the address would get
 * packets of its predecessor's connections, and an entry of connection tracking could send its packets elsewhere.
 */
@FunctionalInterface
public interface FlowCleaner {

    /** Nothing to clean: where connections are not tracked. */
    FlowCleaner NONE = _ -> {};

    /**
     * Deletes all flows that have one of the addresses at any end. Called by one thread at a time, with no lock of the
     * leases held; addresses that were released meanwhile come together in the next call.
     *
     * @throws IOException if a flow may be left; the addresses stay out of use and are tried again
     */
    void deleteFlows(Set<IpAddress> addresses) throws IOException;
}
