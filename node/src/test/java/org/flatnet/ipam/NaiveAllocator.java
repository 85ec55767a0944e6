package org.flatnet.ipam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** The oracle: writes every address of a set down in a list and walks along it. Slow, and plain to see right. */
final class NaiveAllocator {
    final Map<AttachmentId, List<IpAddress>> held = new LinkedHashMap<>();
    private final Map<RangeSet, IpAddress> last = new HashMap<>();

    /** What a lease would give; empty if it must fail. Changes nothing. */
    Optional<List<IpAddress>> next(AttachmentId owner, List<RangeSet> sets, @Nullable IpAddress requested) {
        if (held.containsKey(owner)) {
            return Optional.empty();
        }
        List<IpAddress> given = new ArrayList<>();
        boolean used = requested == null;
        for (RangeSet set : sets) {
            List<IpAddress> usable = usable(set, sets);
            Set<IpAddress> taken = taken();
            if (!used && usable.contains(requested)) {
                used = true;
                if (taken.contains(requested)) {
                    return Optional.empty();
                }
                given.add(requested);
                continue;
            }
            int start = last.containsKey(set) ? everything(set).indexOf(last.get(set)) + 1 : 0;
            List<IpAddress> round = new ArrayList<>(
                    everything(set).subList(start, everything(set).size()));
            round.addAll(everything(set).subList(0, start));
            Optional<IpAddress> free = round.stream()
                    .filter(usable::contains)
                    .filter(address -> !taken.contains(address) && !given.contains(address))
                    .findFirst();
            if (free.isEmpty()) {
                return Optional.empty();
            }
            given.add(free.get());
        }
        return used ? Optional.of(given) : Optional.empty();
    }

    /** A lease was given. */
    void give(AttachmentId owner, List<RangeSet> sets, List<IpAddress> given, @Nullable IpAddress requested) {
        held.put(owner, given);
        for (int i = 0; i < sets.size(); i++) {
            if (!given.get(i).equals(requested)) {
                last.put(sets.get(i), given.get(i));
            }
        }
    }

    /** Whether a lease may give these, wherever the rounds of the sets stand. */
    boolean allows(List<RangeSet> sets, List<IpAddress> given) {
        for (int i = 0; i < sets.size(); i++) {
            if (!usable(sets.get(i), sets).contains(given.get(i)) || taken().contains(given.get(i))) {
                return false;
            }
        }
        return given.size() == sets.size();
    }

    Set<IpAddress> taken() {
        Set<IpAddress> taken = new TreeSet<>();
        held.values().forEach(taken::addAll);
        return taken;
    }

    private static List<IpAddress> everything(RangeSet set) {
        List<IpAddress> all = new ArrayList<>();
        for (AddressRange range : set.ranges()) {
            for (IpAddress address = range.first(); range.contains(address); address = address.plus(1)) {
                all.add(address);
            }
        }
        return all;
    }

    private static List<IpAddress> usable(RangeSet set, List<RangeSet> sets) {
        List<IpAddress> usable = everything(set);
        for (RangeSet each : sets) {
            for (AddressRange range : each.ranges()) {
                usable.remove(range.gateway());
                usable.remove(range.subnet().first());
                if (range.family() == IpFamily.IPV4) {
                    usable.remove(range.subnet().last());
                }
            }
        }
        return usable;
    }
}
