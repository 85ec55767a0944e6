package org.flatnet.ipam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of a network are given next: those that are asked for, and else in turn, so that an address is given
 * again as late as can be. Under the lock of the network's leases.
 */
final class NextAddresses {
    private final String network;
    private final AddressBook book;
    private final LeaseStore store;
    private final Consumer<String> problems;
    private final Map<RangeSet, Turn> turns = new HashMap<>();
    private final Map<String, IpAddress> earlierTurns = new HashMap<>();

    NextAddresses(String network, AddressBook book, LeaseStore store, Consumer<String> problems) {
        this.network = network;
        this.book = book;
        this.store = store;
        this.problems = problems;
    }

    /**
     * Where a range set goes on.
     *
     * @param key names the set in the store
     * @param last the address given last; null if none was
     */
    private record Turn(String key, @Nullable IpAddress last) {}

    /** Takes over where an earlier run stood, by the keys of its sets in the store. */
    void goOnFrom(Map<String, IpAddress> last) {
        earlierTurns.putAll(last);
    }

    /** An address from each set of the request, none that is held beside; changes nothing. */
    List<Leases.Given> choose(LeaseRequest request, Predicate<IpAddress> heldBeside) throws IpamException {
        NeverGiven neverGiven = new NeverGiven(request.sets());
        RequestedAddresses requested = RequestedAddresses.assign(request, neverGiven);
        Set<IpAddress> chosen = new HashSet<>(request.requested());
        Predicate<IpAddress> barred =
                address -> neverGiven.contains(address) || chosen.contains(address) || heldBeside.test(address);
        List<Leases.Given> given = new ArrayList<>(request.sets().size());
        for (int i = 0; i < request.sets().size(); i++) {
            RangeSet set = request.sets().get(i);
            IpAddress address = requested.of(i);
            if (address == null) {
                address = nextFree(set, barred);
                chosen.add(address);
            } else {
                checkFree(address, request.owner(), heldBeside);
            }
            AddressRange range = set.rangeOf(address);
            if (range == null) {
                throw new IllegalStateException(address + " was chosen from " + set + ", which does not hold it");
            }
            given.add(new Leases.Given(address, range));
        }
        return given;
    }

    private void checkFree(IpAddress address, AttachmentId owner, Predicate<IpAddress> heldBeside)
            throws AddressTakenException {
        if (book.isResting(address)) {
            throw new AddressTakenException(
                    address,
                    "the requested address " + address
                            + " waits until the flows of its last pod are deleted: ask again for " + owner,
                    true);
        }
        AddressBook.Entry entry = book.at(address);
        if (entry != null) {
            throw new AddressTakenException(
                    address,
                    "the requested address " + address + " cannot be given to " + owner + ": "
                            + entry.lease().owner() + " holds it",
                    false);
        }
        if (heldBeside.test(address)) {
            throw new AddressTakenException(
                    address,
                    "the requested address " + address + " cannot be given to " + owner
                            + ": a pod of another network holds it",
                    false);
        }
    }

    /** The first free address after the set's last one, in the order of its ranges, round and round. */
    private IpAddress nextFree(RangeSet set, Predicate<IpAddress> barred) throws AddressesExhaustedException {
        List<AddressRange> ranges = set.ranges();
        IpAddress last = turn(set).last();
        AddressRange lastRange = last == null ? null : set.rangeOf(last);
        int start = lastRange == null ? 0 : ranges.indexOf(lastRange);
        if (last != null && lastRange != null && !last.equals(lastRange.last())) {
            IpAddress address = firstFree(last.plus(1), lastRange, barred);
            if (address != null) {
                return address;
            }
        }
        // the range of the last address comes last once more, for what lies before that address
        int skipped = lastRange == null ? 0 : 1;
        for (int i = skipped; i < ranges.size() + skipped; i++) {
            AddressRange range = ranges.get((start + i) % ranges.size());
            IpAddress address = firstFree(range.first(), range, barred);
            if (address != null) {
                return address;
            }
        }
        throw new AddressesExhaustedException(network, set, book.restingIn(set));
    }

    private @Nullable IpAddress firstFree(IpAddress from, AddressRange range, Predicate<IpAddress> barred) {
        IpAddress address = book.firstFree(from);
        while (address != null && range.contains(address)) {
            if (!barred.test(address)) {
                return address;
            }
            address = address.equals(range.last()) ? null : book.firstFree(address.plus(1));
        }
        return null;
    }

    private Turn turn(RangeSet set) {
        return turns.computeIfAbsent(set, one -> {
            String key = Digests.key(one.toString());
            return new Turn(key, earlierTurns.get(key));
        });
    }

    /** A turn that cannot be written costs no more than an early repeat after a restart: it fails nobody's call. */
    void given(RangeSet set, IpAddress address) {
        String key = turn(set).key();
        turns.put(set, new Turn(key, address));
        try {
            store.rememberTurn(key, address);
        } catch (IOException e) {
            problems.accept("the last address " + address + " of " + set + " cannot be noted: " + e.getMessage());
        }
    }
}
