package org.flatnet.ipam;

import java.util.List;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that together give an attachment one address: when the first is full, the next serves.
 *
 * @param ranges at least one, all of one family, no two sharing an address
 */
public record RangeSet(List<AddressRange> ranges) {

    public RangeSet {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a range set is empty: expected at least one range");
        }
        for (int i = 0; i < ranges.size(); i++) {
            AddressRange range = ranges.get(i);
            if (range.family() != ranges.getFirst().family()) {
                throw new IllegalArgumentException("the ranges " + ranges.getFirst() + " and " + range
                        + " are of two families: expected one family in a set, and a set for each");
            }
            for (AddressRange earlier : ranges.subList(0, i)) {
                if (range.overlaps(earlier)) {
                    throw new IllegalArgumentException(
                            "the ranges " + earlier + " and " + range + " overlap: expected no shared address");
                }
            }
        }
    }

    /** A set of these ranges. */
    public static RangeSet of(AddressRange... ranges) {
        return new RangeSet(List.of(ranges));
    }

    public IpFamily family() {
        return ranges.getFirst().family();
    }

    /** The range that holds the address between its first and last; null if none does. */
    public @Nullable AddressRange rangeOf(IpAddress address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return range;
            }
        }
        return null;
    }

    /** For messages: the ranges, by comma. */
    @Override
    public String toString() {
        return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
    }
}
