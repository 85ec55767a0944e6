package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * Reads ranges of addresses as the reference's host-local has them: {@code subnet}, and within it {@code rangeStart},
 * {@code rangeEnd} and {@code gateway}, each with a default. A set holds ranges of one family and gives one address; no
 * two ranges overlap, within a set or across.
 */
final class RangeReader {
    private RangeReader() {}

    /** The sets of an array of arrays. */
    static List<List<AddressRange>> sets(ConfigSection section, String key, boolean othersRefused) throws CniException {
        List<List<AddressRange>> sets = new ArrayList<>();
        for (List<ConfigSection> list : section.sectionLists(key)) {
            List<AddressRange> set = new ArrayList<>();
            for (ConfigSection one : list) {
                AddressRange range = range(one);
                if (range == null) {
                    throw one.invalid("subnet", "it is missing: expected a network such as 10.200.0.0/24");
                }
                if (!set.isEmpty() && set.getFirst().family() != range.family()) {
                    throw one.invalid(
                            "subnet",
                            range.subnet() + " is not " + set.getFirst().family()
                                    + " as the ranges before it in its set: expected one family in a set");
                }
                if (othersRefused) {
                    one.refuseOthers();
                }
                set.add(range);
            }
            if (set.isEmpty()) {
                throw section.invalid(key + "[" + sets.size() + "]", "the set is empty: expected at least one range");
            }
            sets.add(set);
        }
        return sets;
    }

    /** One range; null where the section has no subnet. */
    static @Nullable AddressRange range(ConfigSection section) throws CniException {
        Cidr subnet = section.cidr("subnet");
        IpAddress first = section.address("rangeStart");
        IpAddress last = section.address("rangeEnd");
        IpAddress gateway = section.address("gateway");
        if (subnet == null) {
            return null;
        }
        if (subnet.prefixLength() > subnet.family().bits() - 2) {
            throw section.invalid(
                    "subnet",
                    subnet + " is too small: expected a prefix length of at most "
                            + (subnet.family().bits() - 2));
        }
        IpAddress highest = subnet.family() == IpFamily.IPV4 ? subnet.last().plus(-1) : subnet.last();
        IpAddress lowest = subnet.first().plus(1);
        return section.checked(
                "subnet",
                () -> new AddressRange(
                        subnet,
                        Objects.requireNonNullElse(first, lowest),
                        Objects.requireNonNullElse(last, highest),
                        Objects.requireNonNullElse(gateway, lowest)));
    }

    /** Refuses ranges that share an address. */
    static void checkApart(ConfigSection section, List<List<AddressRange>> sets) throws CniException {
        List<AddressRange> seen = new ArrayList<>();
        for (List<AddressRange> set : sets) {
            for (AddressRange range : set) {
                for (AddressRange other : seen) {
                    if (range.overlaps(other)) {
                        throw section.invalid("ranges", range + " overlaps " + other);
                    }
                }
                seen.add(range);
            }
        }
    }
}
