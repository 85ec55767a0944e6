package org.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one network's addresses, in memory. An address is free, leased, or at rest: released, and not to be
 * given again until its flows are deleted.
 *
 * <pre>
 *   free ── lease ──▶ leased ── release ──▶ at rest ── flows deleted ──▶ free
 *                       ▲                      │
 *                       └─── a link holds it ──┘
 * </pre>
 *
 * Not for several threads: {@link NetworkLeases} has the lock.
 */
final class AddressBook {
    private final Map<IpAddress, Entry> leased = new HashMap<>();
    private final Map<AttachmentId, List<IpAddress>> byOwner = new HashMap<>();
    private final Map<IpAddress, Long> resting = new HashMap<>();
    private final Map<IpFamily, AddressTree> notFree = new EnumMap<>(IpFamily.class);

    /**
     * A lease and when it was given.
     *
     * @param stamp counts the changes of all leases: a later change has a greater one
     */
    record Entry(Lease lease, long stamp) {}

    @Nullable
    Entry at(IpAddress address) {
        return leased.get(address);
    }

    boolean isFree(IpAddress address) {
        return !tree(address.family()).contains(address);
    }

    boolean isResting(IpAddress address) {
        return resting.containsKey(address);
    }

    /** The lowest free address from this one on; null if there is none to the family's end. */
    @Nullable
    IpAddress firstFree(IpAddress from) {
        return tree(from.family()).firstAbsent(from);
    }

    /** What the owner holds, in the order in which it was given. */
    List<Lease> of(AttachmentId owner) {
        List<Lease> held = new ArrayList<>();
        for (IpAddress address : byOwner.getOrDefault(owner, List.of())) {
            Entry entry = leased.get(address);
            if (entry == null) {
                throw new IllegalStateException(owner + " holds " + address + ", which is not leased");
            }
            held.add(entry.lease());
        }
        return held;
    }

    Collection<Entry> entries() {
        return leased.values();
    }

    List<Lease> leases() {
        return leased.values().stream().map(Entry::lease).toList();
    }

    /** An address that is not leased becomes so; if it was at rest, it is so no more. */
    void give(Lease lease, long stamp) {
        if (leased.putIfAbsent(lease.address(), new Entry(lease, stamp)) != null) {
            throw new IllegalStateException(lease.address() + " is leased already");
        }
        byOwner.computeIfAbsent(lease.owner(), _ -> new ArrayList<>(2)).add(lease.address());
        resting.remove(lease.address());
        tree(lease.address().family()).add(lease.address());
    }

    /** A leased address comes to rest. */
    void rest(IpAddress address, long stamp) {
        Entry entry = leased.remove(address);
        if (entry == null) {
            throw new IllegalStateException(address + " is not leased");
        }
        byOwner.computeIfPresent(entry.lease().owner(), (_, held) -> {
            held.remove(address);
            return held.isEmpty() ? null : held;
        });
        resting.put(address, stamp);
    }

    /** An address that an earlier run left at rest. */
    void restFromEarlier(IpAddress address, long stamp) {
        resting.put(address, stamp);
        tree(address.family()).add(address);
    }

    /** What rests, and since when. */
    Map<IpAddress, Long> resting() {
        return Map.copyOf(resting);
    }

    /** Whether the address has been at rest since then, with no lease in between. */
    boolean restsSince(IpAddress address, long stamp) {
        Long since = resting.get(address);
        return since != null && since == stamp;
    }

    /** An address at rest becomes free. */
    void free(IpAddress address) {
        resting.remove(address);
        tree(address.family()).remove(address);
    }

    private long restingIn(AddressRange range) {
        return resting.keySet().stream().filter(range::contains).count();
    }

    long restingIn(RangeSet set) {
        return resting.isEmpty()
                ? 0
                : set.ranges().stream().mapToLong(this::restingIn).sum();
    }

    private AddressTree tree(IpFamily family) {
        return notFree.computeIfAbsent(family, AddressTree::new);
    }
}
