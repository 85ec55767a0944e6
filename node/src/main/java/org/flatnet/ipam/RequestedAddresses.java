package org.flatnet.ipam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Which set gives which of the addresses that were asked for by name. */
final class RequestedAddresses {
    /** By the set's place in the request. */
    private final Map<Integer, IpAddress> bySet;

    private RequestedAddresses(Map<Integer, IpAddress> bySet) {
        this.bySet = bySet;
    }

    /** The address that this set is to give; null where any will do. */
    @Nullable
    IpAddress of(int set) {
        return bySet.get(set);
    }

    /**
     * Gives each address to a set that holds it.
     *
     * @throws AddressRefusedException if one cannot be given, ever; the message names all of them
     */
    static RequestedAddresses assign(LeaseRequest request, NeverGiven neverGiven) throws AddressRefusedException {
        Map<Integer, IpAddress> bySet = new HashMap<>();
        Map<IpAddress, String> refused = new LinkedHashMap<>();
        for (IpAddress address : request.requested()) {
            String reason = neverGiven.reason(address);
            if (reason == null) {
                reason = assign(address, request.sets(), bySet);
            }
            if (reason != null) {
                refused.put(address, reason);
            }
        }
        if (!refused.isEmpty()) {
            throw new AddressRefusedException(
                    List.copyOf(refused.keySet()),
                    "requested addresses cannot be given to " + request.owner() + ": "
                            + refused.entrySet().stream()
                                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                                    .collect(Collectors.joining("; ")));
        }
        return new RequestedAddresses(bySet);
    }

    private static @Nullable String assign(IpAddress address, List<RangeSet> sets, Map<Integer, IpAddress> bySet) {
        List<IpAddress> others = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            if (sets.get(set).rangeOf(address) != null) {
                IpAddress other = bySet.putIfAbsent(set, address);
                if (other == null) {
                    return null;
                }
                others.add(other);
            }
        }
        if (others.isEmpty()) {
            return "it is in none of the ranges "
                    + sets.stream().map(RangeSet::toString).collect(Collectors.joining(", "));
        }
        return "its range set gives one address, and " + others.getFirst() + " was requested from it too";
    }
}
