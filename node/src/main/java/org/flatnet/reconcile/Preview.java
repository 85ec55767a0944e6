package org.flatnet.reconcile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.NftText;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * What an agent would change on a node, without changing it: the same plans, compared with the same lists of the kernel.
 *
 * @param lines of {@code ip}, {@code bridge}, {@code sysctl} and {@code nft}, in the order in which they would be made
 * @param problems what cannot be had as things are configured, by key
 */
public record Preview(List<String> lines, Map<Key, List<String>> problems) {
    public Preview {
        lines = List.copyOf(lines);
        problems = Map.copyOf(problems);
    }

    /**
     * Compares.
     *
     * @param attachments what attachments need of the shared tables: {@link Reconciler#set}
     */
    public static Preview of(
            NetworkNamespace namespace,
            Path sysctlRecord,
            List<Feature<?>> features,
            Cluster cluster,
            Self self,
            Map<Key, Desired> attachments)
            throws IOException {
        try (HostKernel kernel = HostKernel.open(namespace, sysctlRecord)) {
            Self here = self.withUplinks(kernel.uplinks());
            Ledger ledger = new Ledger();
            attachments.forEach(ledger::want);
            features.forEach(feature -> want(feature, cluster, here, ledger));
            Set<Kind> kinds = EnumSet.allOf(Kind.class);
            ledger.find(kinds, kernel.read(kinds, ledger.sysctlKeys()), (_, _) -> {});
            return of(ledger);
        }
    }

    private static <K> void want(Feature<K> feature, Cluster cluster, Self self, Ledger ledger) {
        Set<K> keys = new HashSet<>(feature.constants(self));
        keys.addAll(feature.dirty(ClusterChange.between(Cluster.EMPTY, cluster), self));
        keys.forEach(key -> ledger.want(new Key(feature.name(), key), feature.plan(cluster, self, key)));
    }

    private static Preview of(Ledger ledger) {
        List<Change> changes = new ArrayList<>();
        Map<SetId, NftSet> sets = new HashMap<>();
        for (Identity identity : ledger.differences()) {
            Change change = ledger.change(identity);
            if (change != null) {
                changes.add(change);
            }
        }
        for (Key key : ledger.keys()) {
            ledger.desired(key).objects().forEach(object -> noteSet(sets, object));
        }
        ledger.held().forEach(object -> noteSet(sets, object));
        changes.sort(Comparator.comparing(Change::step)
                .thenComparing(Change::isGone)
                .thenComparing(Preview::byKind)
                .thenComparing(change -> change.identity().toString()));
        Map<Key, List<String>> problems = new TreeMap<>();
        for (Key key : ledger.keys()) {
            List<String> all = new ArrayList<>(ledger.desired(key).problems());
            all.addAll(ledger.conflicts(key));
            if (!all.isEmpty()) {
                problems.put(key, all);
            }
        }
        return new Preview(lines(changes, sets), problems);
    }

    /** What is taken away goes in the opposite order. */
    private static int byKind(Change one, Change other) {
        int order = one.kind().compareTo(other.kind());
        return one.isGone() && other.isGone() ? -order : order;
    }

    private static void noteSet(Map<SetId, NftSet> sets, KernelObject object) {
        if (object instanceof SetObject(NftSet set)) {
            sets.put(set.id(), set);
        }
    }

    /** Elements of one set that follow each other stand in one line. */
    private static List<String> lines(List<Change> changes, Map<SetId, NftSet> sets) {
        List<String> lines = new ArrayList<>();
        Map<SetId, List<Element>> gone = new LinkedHashMap<>();
        Map<SetId, List<Element>> added = new LinkedHashMap<>();
        for (Change change : changes) {
            if (change.object() instanceof ElementObject element) {
                if (change.before() instanceof ElementObject before) {
                    gone.computeIfAbsent(before.set(), _ -> new ArrayList<>()).addAll(before.elements());
                }
                if (!change.isGone()) {
                    added.computeIfAbsent(element.set(), _ -> new ArrayList<>()).addAll(element.elements());
                }
                continue;
            }
            flush(lines, gone, added, sets);
            lines.addAll(PlanText.lines(change));
        }
        flush(lines, gone, added, sets);
        return lines;
    }

    private static void flush(
            List<String> lines,
            Map<SetId, List<Element>> gone,
            Map<SetId, List<Element>> added,
            Map<SetId, NftSet> sets) {
        gone.forEach((id, elements) -> lines.add("nft " + NftText.delete(set(sets, id), elements)));
        added.forEach((id, elements) -> lines.add("nft " + NftText.add(set(sets, id), elements)));
        gone.clear();
        added.clear();
    }

    private static NftSet set(Map<SetId, NftSet> sets, SetId id) {
        NftSet set = sets.get(id);
        if (set == null) {
            throw new IllegalStateException("elements of " + id + ", which nobody has");
        }
        return set;
    }
}
