package org.flatnet.ipam;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/**
 * The leases of one network: in memory, and behind it in a store. Memory is the truth while the process lives; the store
 * is written first, so that what was promised is there after a crash.
 *
 * <p>One lock guards all of it, over the writing of a file in memory too, which takes some microseconds. Nothing else is
 * waited for with it held: flows are deleted elsewhere.
 */
final class NetworkLeases {
    private final String network;
    private final LeaseStore store;
    private final ChangeClock clock;
    private final Consumer<IpamProblem> problems;

    /** Fair: a crowd of leases must not keep away the cleaner that they all wait for. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Condition cleaned = lock.newCondition();

    // guarded by the lock
    private final AddressBook book = new AddressBook();
    private final NextAddresses next;
    private final Set<String> imports = new HashSet<>();
    private Cleanings cleanings = new Cleanings(0, 0);

    NetworkLeases(String network, LeaseStore store, ChangeClock clock, Consumer<IpamProblem> problems) {
        this.network = network;
        this.store = store;
        this.clock = clock;
        this.problems = problems;
        next = new NextAddresses(network, book, store, this::report);
    }

    /** How often it was tried to delete the flows of what rests, and how often that failed. */
    record Cleanings(long tried, long failed) {}

    /** Reads what an earlier run left. */
    void load() throws IOException {
        lock.lock();
        try {
            LeaseStore.Contents contents = store.load();
            contents.leases().forEach(lease -> book.give(lease, clock.next()));
            contents.resting().forEach(address -> book.restFromEarlier(address, clock.next()));
            next.goOnFrom(contents.turns());
            imports.addAll(contents.imports());
            contents.problems().forEach(this::report);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives an address from each set, or fails with nothing changed; does not wait.
     *
     * @param heldBeside whether another network holds an address; called with the lock held
     */
    Leases give(LeaseRequest request, Predicate<IpAddress> heldBeside) throws IpamException {
        lock.lock();
        try {
            List<Lease> held = book.of(request.owner());
            if (!held.isEmpty()) {
                throw new AlreadyLeasedException(request.owner(), held);
            }
            List<Leases.Given> given = next.choose(request, heldBeside);
            List<Lease> leases = given.stream()
                    .map(one -> new Lease(request.owner(), one.address(), request.keeper()))
                    .toList();
            write(leases, "write the lease of " + request.owner());
            leases.forEach(lease -> book.give(lease, clock.next()));
            for (int set = 0; set < given.size(); set++) {
                if (!request.requested().contains(given.get(set).address())) {
                    next.given(request.sets().get(set), given.get(set).address());
                }
            }
            return new Leases(request.owner(), given);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the address is leased, or at rest after a lease. */
    boolean holds(IpAddress address) {
        lock.lock();
        try {
            return !book.isFree(address);
        } finally {
            lock.unlock();
        }
    }

    /** Brings all that the owner holds to rest. */
    List<Lease> release(AttachmentId owner) throws LeaseStoreException {
        lock.lock();
        try {
            List<Lease> held = book.of(owner);
            for (Lease lease : held) {
                rest(lease);
            }
            return held;
        } catch (IOException e) {
            throw new LeaseStoreException("release the lease of " + owner, e);
        } finally {
            lock.unlock();
        }
    }

    List<Lease> all() {
        lock.lock();
        try {
            return book.leases().stream()
                    .sorted(Comparator.comparing(Lease::address))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<Lease> of(AttachmentId owner) {
        lock.lock();
        try {
            return book.of(owner).stream()
                    .sorted(Comparator.comparing(Lease::address))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    // ---- rest: between release and the next use

    /** The addresses at rest, each with the mark of when it came to rest. */
    Map<IpAddress, Long> resting() {
        lock.lock();
        try {
            return book.resting();
        } finally {
            lock.unlock();
        }
    }

    /** The flows of these addresses are gone: those that have rested since then are free. */
    void cleaned(Map<IpAddress, Long> clean) {
        lock.lock();
        try {
            for (Map.Entry<IpAddress, Long> rested : clean.entrySet()) {
                IpAddress address = rested.getKey();
                if (book.restsSince(address, rested.getValue())) {
                    freeFile(address);
                    book.free(address);
                }
            }
            countCleaning(false);
        } finally {
            lock.unlock();
        }
    }

    /** The flows of what rests could not be deleted; all of it goes on resting. */
    void cleaningFailed() {
        lock.lock();
        try {
            countCleaning(true);
        } finally {
            lock.unlock();
        }
    }

    Cleanings cleanings() {
        lock.lock();
        try {
            return cleanings;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until deleting flows has been tried once more, or the nanoseconds have passed. */
    void awaitCleaning(Cleanings seen, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (cleanings.equals(seen) && left > 0) {
                left = cleaned.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void countCleaning(boolean failed) {
        cleanings = new Cleanings(cleanings.tried() + 1, cleanings.failed() + (failed ? 1 : 0));
        cleaned.signalAll();
    }

    // ---- the kernel as witness

    /** Mends leases and files after what the kernel's links hold. */
    void reconcile(
            Map<AttachmentId, List<IpAddress>> holdings,
            Set<AttachmentId> inFlight,
            Survey survey,
            ReconciliationNotes notes) {
        lock.lock();
        try {
            freeWithoutLink(holdings.keySet(), inFlight, survey, notes);
            holdings.entrySet().stream()
                    .filter(holding -> !inFlight.contains(holding.getKey()))
                    .filter(holding -> !survey.releasedMeanwhile(holding.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(holding -> restore(holding.getKey(), holding.getValue(), notes));
            mendFiles(notes);
        } finally {
            lock.unlock();
        }
    }

    private void freeWithoutLink(
            Set<AttachmentId> linked, Set<AttachmentId> inFlight, Survey survey, ReconciliationNotes notes) {
        List<Lease> orphans = book.entries().stream()
                .filter(survey::covers)
                .map(AddressBook.Entry::lease)
                .filter(lease -> lease.keeper() instanceof LeaseKeeper.Link)
                .filter(lease -> !linked.contains(lease.owner()) && !inFlight.contains(lease.owner()))
                .sorted(Comparator.comparing(Lease::address))
                .toList();
        for (Lease lease : orphans) {
            try {
                rest(lease);
                notes.freed(lease);
            } catch (IOException e) {
                notes.problem(network, "the lease " + lease + " has no link and cannot be removed: " + e.getMessage());
            }
        }
    }

    private void restore(AttachmentId owner, List<IpAddress> addresses, ReconciliationNotes notes) {
        for (IpAddress address : addresses) {
            if (address.isLinkLocal() || address.isLoopback() || address.isMulticast()) {
                continue;
            }
            AddressBook.Entry entry = book.at(address);
            if (entry == null) {
                Lease lease = new Lease(owner, address, new LeaseKeeper.Link());
                book.give(lease, clock.next());
                notes.restored(lease);
            } else if (!entry.lease().owner().equals(owner)) {
                notes.problem(
                        network,
                        "two attachments hold " + address + ": " + owner + " has it on its link, and the lease is of "
                                + entry.lease().owner() + "; delete one of the two pods");
            }
        }
    }

    /** The folder is made to say what memory knows, whoever wiped or changed it. */
    private void mendFiles(ReconciliationNotes notes) {
        try {
            store.create();
            Set<IpAddress> written = store.written();
            for (Lease lease : book.leases()) {
                if (!written.contains(lease.address())) {
                    store.write(lease);
                    notes.rewritten(lease);
                }
            }
            for (IpAddress address : written) {
                if (book.at(address) == null) {
                    store.forget(address);
                }
            }
        } catch (IOException e) {
            notes.problem(network, "the leases cannot be written, and stand in memory alone: " + e.getMessage());
        }
    }

    // ---- host-local's leases

    /** Takes over the leases of the reference plugin, unless that was done in this boot. */
    void importFrom(HostLocalFolder folder, List<RangeSet> sets) throws LeaseStoreException {
        lock.lock();
        try {
            String key = Digests.key(folder.path().toString());
            if (imports.contains(key)) {
                return;
            }
            HostLocalFolder.Contents contents = folder.read(network);
            List<Lease> taken = new ArrayList<>();
            for (Lease lease : contents.leases()) {
                AddressBook.Entry entry = book.at(lease.address());
                if (entry == null) {
                    taken.add(lease);
                } else if (!entry.lease().owner().equals(lease.owner())) {
                    report("host-local's lease " + lease + " is not taken over: " + entry.lease() + " stands");
                }
            }
            write(taken, "take over the leases of " + folder.path());
            taken.forEach(lease -> book.give(lease, clock.next()));
            for (int set = 0; set < sets.size(); set++) {
                IpAddress last = contents.last().get(set);
                if (last != null && sets.get(set).rangeOf(last) != null) {
                    next.given(sets.get(set), last);
                }
            }
            imports.add(key);
            store.create();
            store.rememberImport(key);
            contents.problems().forEach(this::report);
        } catch (IOException e) {
            throw new LeaseStoreException("take over the leases of " + folder.path(), e);
        } finally {
            lock.unlock();
        }
    }

    // ---- with the lock held

    private void write(List<Lease> leases, String what) throws LeaseStoreException {
        try {
            try {
                writeAll(leases);
            } catch (NoSuchFileException e) {
                // someone wiped the folder, or there was none yet: memory has all of it
                store.create();
                for (Lease lease : book.leases()) {
                    store.write(lease);
                }
                writeAll(leases);
            }
        } catch (IOException e) {
            throw new LeaseStoreException(what, e);
        }
    }

    private void writeAll(List<Lease> leases) throws IOException {
        int written = 0;
        try {
            for (Lease lease : leases) {
                store.write(lease);
                written++;
            }
        } catch (IOException e) {
            leases.subList(0, written).forEach(lease -> forgetFile(lease.address()));
            throw e;
        }
    }

    private void rest(Lease lease) throws IOException {
        store.rest(lease.address());
        book.rest(lease.address(), clock.next());
        if (lease.keeper() instanceof LeaseKeeper.Imported(Path file)) {
            try {
                HostLocalFolder.remove(file, lease.owner());
            } catch (IOException e) {
                report("host-local's file " + file + " of a lease that ended cannot be removed: " + e.getMessage());
            }
        }
    }

    /** A file that stays costs no more than flows that are looked for once more after a restart. */
    private void freeFile(IpAddress address) {
        try {
            store.free(address);
        } catch (IOException e) {
            report("the file of the released address " + address + " cannot be removed: " + e.getMessage());
        }
    }

    /** A file that stays costs no more than a lease that the next comparison with the kernel frees. */
    private void forgetFile(IpAddress address) {
        try {
            store.forget(address);
        } catch (IOException e) {
            report("the file of the free address " + address + " cannot be removed: " + e.getMessage());
        }
    }

    private void report(String message) {
        problems.accept(new IpamProblem(network, message));
    }
}
