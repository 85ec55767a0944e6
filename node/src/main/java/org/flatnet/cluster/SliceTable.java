package org.flatnet.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Immutable: the slices by their own names, and together by their Services. */
final class SliceTable {
    static final SliceTable EMPTY =
            new SliceTable(KeyTable.empty(EndpointSlice::name), KeyTable.empty(OfService::service));

    private final KeyTable<NamespacedName, EndpointSlice> slices;
    private final KeyTable<NamespacedName, OfService> services;

    /** A Service's slices, in the order of their names. */
    record OfService(NamespacedName service, List<EndpointSlice> slices) {}

    private SliceTable(KeyTable<NamespacedName, EndpointSlice> slices, KeyTable<NamespacedName, OfService> services) {
        this.slices = slices;
        this.services = services;
    }

    /** All of them, in the order of their names. */
    KeyTable<NamespacedName, EndpointSlice> all() {
        return slices;
    }

    /** Those of a Service. */
    List<EndpointSlice> of(NamespacedName service) {
        OfService found = services.get(service);
        return found == null ? List.of() : found.slices;
    }

    /** This table with some slices gone and some put in, both as one change. */
    SliceTable with(Collection<EndpointSlice> put, Collection<NamespacedName> removed) {
        if (put.isEmpty() && removed.isEmpty()) {
            return this;
        }
        Map<NamespacedName, @Nullable EndpointSlice> edits = new HashMap<>();
        removed.forEach(name -> edits.put(name, null));
        put.forEach(slice -> edits.put(slice.name(), slice));
        KeyTable<NamespacedName, EndpointSlice> changed = slices.with(put, removed);
        List<OfService> full = new ArrayList<>();
        List<NamespacedName> empty = new ArrayList<>();
        for (Map.Entry<NamespacedName, List<EndpointSlice>> service :
                regrouped(edits).entrySet()) {
            if (service.getValue().isEmpty()) {
                empty.add(service.getKey());
            } else {
                full.add(new OfService(service.getKey(), List.copyOf(service.getValue())));
            }
        }
        return new SliceTable(changed, services.with(full, empty));
    }

    /** The slices, after the edits, of each Service that had or gets an edited one. */
    private Map<NamespacedName, List<EndpointSlice>> regrouped(Map<NamespacedName, @Nullable EndpointSlice> edits) {
        Set<NamespacedName> touched = new HashSet<>();
        edits.forEach((name, slice) -> {
            EndpointSlice before = slices.get(name);
            if (before != null) {
                touched.add(before.service());
            }
            if (slice != null) {
                touched.add(slice.service());
            }
        });
        Map<NamespacedName, List<EndpointSlice>> groups = new TreeMap<>();
        for (NamespacedName service : touched) {
            List<EndpointSlice> kept = new ArrayList<>(of(service));
            kept.removeIf(slice -> edits.containsKey(slice.name()));
            groups.put(service, kept);
        }
        for (EndpointSlice slice : edits.values()) {
            if (slice != null) {
                groups.computeIfAbsent(slice.service(), _ -> new ArrayList<>()).add(slice);
            }
        }
        groups.values().forEach(group -> group.sort(Comparator.comparing(EndpointSlice::name)));
        return groups;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof SliceTable table && slices.equals(table.slices);
    }

    @Override
    public int hashCode() {
        return slices.hashCode();
    }
}
