package org.flatnet.ipam;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;

/**
 * Where the leases of one network outlive the process. Each call is whole or nothing, even if the process is killed in
 * it. Called with the network's lock held.
 */
interface LeaseStore {

    /**
     * What an earlier run left.
     *
     * @param leases of this boot
     * @param resting addresses that were released, their flows perhaps not deleted
     * @param turns the address given last, by the key of its range set
     * @param imports folders that have been taken over
     * @param problems what could not be understood, and was removed or left alone
     */
    record Contents(
            List<Lease> leases,
            Set<IpAddress> resting,
            Map<String, IpAddress> turns,
            Set<String> imports,
            List<String> problems) {}

    Contents load() throws IOException;

    /** The addresses that have a lease written. */
    Set<IpAddress> written() throws IOException;

    /**
     * Writes a lease.
     *
     * @throws java.nio.file.NoSuchFileException if the store has gone, whole
     */
    void write(Lease lease) throws IOException;

    /** Notes that an address is leased no more and rests; nothing happens if it is not written. */
    void rest(IpAddress address) throws IOException;

    /** Notes that an address rests no more; nothing happens if it did not. */
    void free(IpAddress address) throws IOException;

    /** Removes all that is written of an address; nothing happens if nothing is. */
    void forget(IpAddress address) throws IOException;

    /** Notes the address that a range set gave last. */
    void rememberTurn(String setKey, IpAddress address) throws IOException;

    /** Notes that a folder has been taken over. */
    void rememberImport(String folderKey) throws IOException;

    /** Makes the store anew, empty, if it has gone. */
    void create() throws IOException;
}
