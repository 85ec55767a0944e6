package org.flatnet.ipam;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;

/**
 * Gives addresses to attachments and takes them back. A lease belongs to its owner: no address is ever given back by the
 * address alone, so that a call that comes late or twice does not free another pod's.
 *
 * <p>Any thread may call. Calls for different networks do not wait for each other, and none waits for the deletion of
 * flows unless nothing else is left to give.
 */
public final class Ipam implements AutoCloseable {
    /** How long a lease waits for the first comparison with the kernel; the runtime waits longer. */
    private static final long RECONCILED_WAIT_MILLIS = 20_000;

    /** How long a lease waits for released addresses where no other is left; the runtime waits longer. */
    private static final long CLEANING_WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final FolderLock folderLock;
    private final Function<String, NetworkLeases> newNetwork;
    private final ConcurrentHashMap<String, NetworkLeases> networks = new ConcurrentHashMap<>();
    private final ChangeClock clock;
    private final RestingCleaner cleaner;
    private final Consumer<IpamProblem> problems;
    private final CountDownLatch reconciled = new CountDownLatch(1);
    private final ReentrantLock oneSurvey = new ReentrantLock();

    /** Taken before any network's lock; whoever has it may ask several networks. */
    private final ReentrantLock oneShared = new ReentrantLock(true);

    private Ipam(
            FolderLock folderLock,
            Function<String, LeaseStore> stores,
            FlowCleaner cleaner,
            Executor cleaning,
            long gatherMillis,
            Consumer<IpamProblem> problems) {
        this.folderLock = folderLock;
        this.problems = problems;
        this.clock = new ChangeClock();
        this.newNetwork = network -> new NetworkLeases(network, stores.apply(network), clock, problems);
        this.cleaner = new RestingCleaner(cleaner, cleaning, networks::values, problems, gatherMillis);
    }

    /**
     * Reads the leases that an earlier run left. Until {@link #reconcile} has been called once, leases wait.
     *
     * @param folder {@code R/run/flatnet/leases}; made if missing
     * @param bootId this boot's, see {@link BootId}: leases of another boot are dropped, as their pods are gone
     * @param cleaner deletes the flows of an address that was released, before it is given again
     * @param cleaning runs the cleaner; a single thread will do, and the caller's own for tests
     * @param gatherMillis how long released addresses may wait for others, to be cleaned in one go; who needs one of
     *     them cuts it short
     * @param problems is told what went wrong without failing a call; must not call back
     * @throws IOException if the folder cannot be read, or another agent serves from it
     */
    public static Ipam open(
            Path folder,
            String bootId,
            FlowCleaner cleaner,
            Executor cleaning,
            long gatherMillis,
            Consumer<IpamProblem> problems)
            throws IOException {
        return open(
                folder,
                network -> new FolderLeaseStore(folder.resolve(network), network, bootId),
                cleaner,
                cleaning,
                gatherMillis,
                problems);
    }

    /** As {@link #open(Path, String, FlowCleaner, Executor, long, Consumer)}, with the stores of the networks given. */
    static Ipam open(
            Path folder,
            Function<String, LeaseStore> stores,
            FlowCleaner cleaner,
            Executor cleaning,
            long gatherMillis,
            Consumer<IpamProblem> problems)
            throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FolderLock folderLock = FolderLock.take(folder);
        try {
            Ipam ipam = new Ipam(folderLock, stores, cleaner, cleaning, gatherMillis, problems);
            ipam.load(folder);
            return ipam;
        } catch (IOException | RuntimeException e) {
            folderLock.close();
            throw e;
        }
    }

    /**
     * One address from each set, all or none, written to disk before it returns. Addresses go round: the one after the
     * last given comes first. Where only released addresses are left whose flows still are to be deleted, it waits for
     * that.
     *
     * @param owner whose link Flatnet makes
     * @param sets at least one
     * @param requested addresses that it is to have: at most one for each set, none left over
     * @throws NotReconciledException if the kernel's links could not be seen yet
     */
    public Leases lease(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
            throws IpamException, InterruptedException {
        return lease(new LeaseRequest(owner, sets, requested, new LeaseKeeper.Link(), false));
    }

    /**
     * As {@link #lease}, from ranges that networks of other names draw on as well, as they do on a node's: no address that
     * an attachment of another network holds.
     */
    public Leases leaseShared(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
            throws IpamException, InterruptedException {
        return lease(new LeaseRequest(owner, sets, requested, new LeaseKeeper.Link(), true));
    }

    /** As {@link #lease}, for an attachment whose link another plugin makes: {@link LeaseKeeper.Delegated}. */
    public Leases leaseDelegated(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
            throws IpamException, InterruptedException {
        return lease(new LeaseRequest(owner, sets, requested, new LeaseKeeper.Delegated(), false));
    }

    /**
     * Gives back all that the owner holds; nothing happens where it holds nothing. To be called when its link is gone.
     *
     * @return what was given back
     */
    public List<Lease> release(AttachmentId owner) throws LeaseStoreException {
        clock.noteRelease(owner);
        NetworkLeases known = networks.get(owner.network());
        if (known == null) {
            return List.of();
        }
        List<Lease> released = known.release(owner);
        if (!released.isEmpty()) {
            cleaner.request();
        }
        return released;
    }

    /** All leases, by network and address. */
    public List<Lease> leases() {
        return new TreeMap<>(networks)
                .values().stream().flatMap(network -> network.all().stream()).toList();
    }

    /** The leases of a network, by address. */
    public List<Lease> leases(String network) {
        NetworkLeases known = networks.get(network);
        return known == null ? List.of() : known.all();
    }

    /** What the owner holds, by address. */
    public List<Lease> leases(AttachmentId owner) {
        NetworkLeases known = networks.get(owner.network());
        return known == null ? List.of() : known.of(owner);
    }

    /** How full a range is on which networks of every name draw. Looks at every lease. */
    public RangeUse use(AddressRange range) {
        Set<IpAddress> leased = new HashSet<>();
        Set<IpAddress> resting = new HashSet<>();
        for (NetworkLeases network : networks.values()) {
            network.all().stream().map(Lease::address).filter(range::contains).forEach(leased::add);
            network.resting().keySet().stream().filter(range::contains).forEach(resting::add);
        }
        resting.removeAll(leased);
        return new RangeUse(range, NeverGiven.usable(range), leased.size(), resting.size());
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
        ReconciliationNotes notes = new ReconciliationNotes();
        oneSurvey.lock();
        try {
            Survey survey = clock.beginSurvey();
            Set<AttachmentId> inFlight = Set.copyOf(witness.inFlight());
            Map<String, Map<AttachmentId, List<IpAddress>>> holdings = byNetwork(witness.holdings());
            holdings.keySet().forEach(this::network);
            networks.forEach((name, network) ->
                    network.reconcile(holdings.getOrDefault(name, Map.of()), inFlight, survey, notes));
        } finally {
            clock.endSurvey();
            oneSurvey.unlock();
        }
        reconciled.countDown();
        cleaner.request();
        Reconciliation done = notes.done();
        done.problems().forEach(problems);
        return done;
    }

    /** Lets leases be given without a witness: where nothing makes links, as when only tests do. */
    public void serveWithoutWitness() {
        reconciled.countDown();
        cleaner.request();
    }

    /**
     * Takes over the leases that the reference plugin host-local keeps, once a boot and folder; afterwards ours hold.
     * When such a lease ends, the plugin's file goes too. Cheap when done already.
     *
     * @param dataDirectory the plugin's, without the network's name
     * @param sets in the order of the plugin's configuration: each continues after the plugin's last address
     * @throws LeaseStoreException if it cannot be read or written; nothing was taken over then
     */
    public void importHostLocal(String network, Path dataDirectory, List<RangeSet> sets) throws LeaseStoreException {
        network(network).importFrom(new HostLocalFolder(dataDirectory.resolve(network)), sets);
    }

    /** Lets another agent serve. Writes nothing: to be killed is the same. */
    @Override
    public void close() throws IOException {
        folderLock.close();
    }

    private void load(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                try {
                    network(name).load();
                } catch (IllegalArgumentException e) {
                    problems.accept(new IpamProblem("", entry + " is left alone: " + e.getMessage()));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private NetworkLeases network(String name) {
        NetworkLeases known = networks.get(name);
        if (known != null) {
            return known;
        }
        AttachmentId.checkNetwork(name);
        return networks.computeIfAbsent(name, newNetwork);
    }

    private Leases lease(LeaseRequest request) throws IpamException, InterruptedException {
        if (!reconciled.await(RECONCILED_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new NotReconciledException(RECONCILED_WAIT_MILLIS);
        }
        NetworkLeases network = network(request.owner().network());
        long failures = network.cleanings().failed();
        long deadline = System.nanoTime() + CLEANING_WAIT_NANOS;
        while (true) {
            NetworkLeases.Cleanings seen = network.cleanings();
            boolean waits = deadline - System.nanoTime() > 0 && seen.failed() == failures;
            try {
                return give(network, request);
            } catch (AddressesExhaustedException e) {
                if (e.resting() == 0 || !waits) {
                    throw e;
                }
            } catch (AddressTakenException e) {
                if (!e.resting() || !waits) {
                    throw e;
                }
            }
            cleaner.requestNow();
            network.awaitCleaning(seen, deadline - System.nanoTime());
        }
    }

    /** One at a time where others' leases count: of two, neither sees what the other is about to take. */
    private Leases give(NetworkLeases network, LeaseRequest request) throws IpamException {
        if (!request.shared()) {
            return network.give(request, _ -> false);
        }
        oneShared.lock();
        try {
            return network.give(request, address -> isHeldBeside(network, address));
        } finally {
            oneShared.unlock();
        }
    }

    private boolean isHeldBeside(NetworkLeases network, IpAddress address) {
        return networks.values().stream().anyMatch(other -> other != network && other.holds(address));
    }

    private static Map<String, Map<AttachmentId, List<IpAddress>>> byNetwork(
            Map<AttachmentId, List<IpAddress>> holdings) {
        Map<String, Map<AttachmentId, List<IpAddress>>> byNetwork = new HashMap<>();
        holdings.forEach((owner, addresses) ->
                byNetwork.computeIfAbsent(owner.network(), _ -> new HashMap<>()).put(owner, addresses));
        return byNetwork;
    }
}
