package org.flatnet.ipam;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;

/** Gives addresses to attachments and takes them back. Any thread may call. */
@SuppressWarnings("DoNotCallSuggester")
public final class Ipam implements AutoCloseable {
    private Ipam() {}

    /**
     * Reads the leases that an earlier run left. Until {@link #reconcile} has been called once, leases are refused.
     *
     * @param folder {@code R/run/flatnet/leases}; made if missing
     * @param bootId this boot's, see {@link BootId}: leases of another boot are dropped, as their pods are gone
     * @param cleaner deletes the flows of an address that was released, before it is given again
     * @param cleaning runs the cleaner; a single thread will do, and the caller's own for tests
     * @param problems is told what went wrong without failing a call; must not call back
     * @throws IOException if the folder cannot be read, or another agent serves from it
     */
    public static Ipam open(
            Path folder, String bootId, FlowCleaner cleaner, Executor cleaning, Consumer<IpamProblem> problems)
            throws IOException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /**
     * One address from each set, all or none, written to disk before it returns. Addresses go round: the one after the
     * last given comes first. Where only released addresses are left whose flows still are to be deleted, it waits for
     * that.
     *
     * @param owner whose link Flatnet makes
     * @param requested addresses that it is to have: at most one for each set, none left over
     * @throws NotReconciledException if the kernel's links could not be seen yet
     */
    public Leases lease(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
            throws IpamException, InterruptedException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** As {@link #lease}, for an attachment whose link another plugin makes: {@link LeaseKeeper.Delegated}. */
    public Leases leaseDelegated(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
            throws IpamException, InterruptedException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /**
     * Gives back all that the owner holds; nothing happens where it holds nothing. To be called when its link is gone.
     *
     * @return what was given back
     */
    public List<Lease> release(AttachmentId owner) throws LeaseStoreException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** All leases, by network and address. */
    public List<Lease> leases() {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** The leases of a network, by address. */
    public List<Lease> leases(String network) {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** What the owner holds, by address. */
    public List<Lease> leases(AttachmentId owner) {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** How full a range of a network is. Looks at every lease of the network. */
    public RangeUse use(String network, AddressRange range) {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /**
     * Compares leases, files and the kernel's links, and mends: a lease without link and without a call in flight is
     * freed, a link without lease gets its lease back, a lost file is written again. Calls go on meanwhile; what they
     * change after this began is left alone. To be called at the start, before requests are served, and from time to
     * time.
     *
     * @throws IOException if the witness cannot see; nothing has changed then
     */
    public Reconciliation reconcile(Witness witness) throws IOException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** Lets leases be given without a witness: where nothing makes links, as when only tests do. */
    public void serveWithoutWitness() {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /**
     * Takes over the leases that the reference plugin host-local keeps, once a boot and folder; afterwards ours hold.
     * Cheap when done already.
     *
     * @param dataDirectory the plugin's, without the network's name
     * @param sets in the order of the plugin's configuration: each continues after the plugin's last address
     * @throws LeaseStoreException if it cannot be read or written; nothing was taken over then
     */
    public void importHostLocal(String network, Path dataDirectory, List<RangeSet> sets) throws LeaseStoreException {
        throw new UnsupportedOperationException("begun, not finished");
    }

    /** Lets another agent serve. Writes nothing: to be killed is the same. */
    @Override
    public void close() {}
}
