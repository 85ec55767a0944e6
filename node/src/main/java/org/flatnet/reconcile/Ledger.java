package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What each key wants, and what the kernel holds. An object that several keys want is there until the last of them goes.
 * Keys that want one identity in different ways get what the first of them in order wants; the others have a conflict.
 * Not for several threads.
 */
final class Ledger {
    private final Map<Key, Desired> desired = new HashMap<>();
    private final Map<Identity, Entry> entries = new HashMap<>();
    private final Map<Kind, Integer> heldCounts = new EnumMap<>(Kind.class);

    private record Claim(Key key, KernelObject object) {}

    private static final class Entry {
        private @Nullable KernelObject held;
        private List<Claim> claims = List.of();

        @Nullable
        KernelObject wanted() {
            return claims.isEmpty() ? null : claims.getFirst().object();
        }

        boolean isDone() {
            KernelObject wanted = wanted();
            return wanted == null ? held == null : wanted.equals(held);
        }
    }

    /** Keys that want something, or have a problem. */
    Set<Key> keys() {
        return desired.keySet();
    }

    Desired desired(Key key) {
        return desired.getOrDefault(key, Desired.NOTHING);
    }

    /**
     * Puts a plan in the place of the key's earlier one.
     *
     * @return the identities of either that the kernel does not hold as they are wanted now
     * @throws IllegalArgumentException if the plan has two objects of one identity
     */
    Set<Identity> want(Key key, Desired plan) {
        Map<Identity, KernelObject> objects = new LinkedHashMap<>();
        for (KernelObject object : plan.objects()) {
            if (objects.put(object.identity(), object) != null) {
                throw new IllegalArgumentException(key + " wants " + object.identity() + " twice");
            }
        }
        Set<Identity> touched = new LinkedHashSet<>(objects.keySet());
        for (KernelObject object : desired(key).objects()) {
            Identity identity = object.identity();
            if (!objects.containsKey(identity)) {
                unclaim(identity, key);
                touched.add(identity);
            }
        }
        objects.forEach((identity, object) -> claim(identity, new Claim(key, object)));
        if (plan.isNothing()) {
            desired.remove(key);
        } else {
            desired.put(key, plan);
        }
        touched.removeIf(this::isDone);
        return touched;
    }

    private void claim(Identity identity, Claim claim) {
        Entry entry = entries.computeIfAbsent(identity, _ -> new Entry());
        if (entry.claims.isEmpty()) {
            entry.claims = List.of(claim);
            return;
        }
        List<Claim> claims = new ArrayList<>(entry.claims);
        claims.removeIf(other -> other.key().equals(claim.key()));
        claims.add(claim);
        claims.sort(Comparator.comparing(Claim::key));
        entry.claims = List.copyOf(claims);
    }

    private void unclaim(Identity identity, Key key) {
        Entry entry = entries.get(identity);
        if (entry != null) {
            entry.claims = entry.claims.stream()
                    .filter(claim -> !claim.key().equals(key))
                    .toList();
            dropIfEmpty(identity, entry);
        }
    }

    private void dropIfEmpty(Identity identity, Entry entry) {
        if (entry.claims.isEmpty() && entry.held == null) {
            entries.remove(identity);
        }
    }

    private boolean isDone(Identity identity) {
        Entry entry = entries.get(identity);
        return entry == null || entry.isDone();
    }

    /** What has to happen to an identity, or null. */
    @Nullable
    Change change(Identity identity) {
        Entry entry = entries.get(identity);
        return entry == null || entry.isDone() ? null : new Change(entry.held, entry.wanted());
    }

    /** Every identity that the kernel does not hold as it is wanted. */
    Set<Identity> differences() {
        Set<Identity> differences = new HashSet<>();
        entries.forEach((identity, entry) -> {
            if (!entry.isDone()) {
                differences.add(identity);
            }
        });
        return differences;
    }

    /** The keys that want the identity, in order. */
    List<Key> owners(Identity identity) {
        Entry entry = entries.get(identity);
        return entry == null ? List.of() : entry.claims.stream().map(Claim::key).toList();
    }

    /** What the kernel holds of it, as far as is known; null for nothing. */
    @Nullable
    KernelObject held(Identity identity) {
        Entry entry = entries.get(identity);
        return entry == null ? null : entry.held;
    }

    /** Says what the kernel holds of it from now on; null for nothing. */
    void hold(Identity identity, @Nullable KernelObject object) {
        Entry entry = entries.computeIfAbsent(identity, _ -> new Entry());
        if (entry.held != null) {
            heldCounts.merge(entry.held.kind(), -1, Integer::sum);
        }
        if (object != null) {
            heldCounts.merge(object.kind(), 1, Integer::sum);
        }
        entry.held = object;
        dropIfEmpty(identity, entry);
    }

    /**
     * Compares with what the kernel was found to hold of some kinds, and holds that from now on.
     *
     * @param differing called with each identity that was held otherwise, and with what was held
     */
    void find(Set<Kind> kinds, Collection<? extends KernelObject> found, BiConsumer<Identity, Finding> differing) {
        Map<Identity, KernelObject> present = new HashMap<>();
        found.forEach(object -> present.put(object.identity(), object));
        List<Finding> findings = new ArrayList<>();
        entries.forEach((identity, entry) -> {
            if (entry.held != null && kinds.contains(entry.held.kind()) && !entry.held.equals(present.get(identity))) {
                findings.add(new Finding(entry.held, present.get(identity)));
            }
        });
        present.forEach((identity, object) -> {
            if (held(identity) == null) {
                findings.add(new Finding(null, object));
            }
        });
        for (Finding finding : findings) {
            hold(finding.identity(), finding.present());
            differing.accept(finding.identity(), finding);
        }
    }

    /** What was believed of an identity, and what is true. */
    record Finding(
            @Nullable KernelObject believed, @Nullable KernelObject present) {
        Identity identity() {
            if (believed != null) {
                return believed.identity();
            }
            if (present != null) {
                return present.identity();
            }
            throw new IllegalStateException("nothing believed and nothing found");
        }
    }

    /** Forgets what it held on a link that was made anew, which took all of it along. */
    Set<Identity> forgetOnLink(String link) {
        return forget(identity -> switch (identity) {
            case Identity.OfAddress address -> address.link().equals(link);
            case Identity.OfNeighbour neighbour -> neighbour.link().equals(link);
            case Identity.OfForwarding entry -> entry.link().equals(link);
            case Identity.OfRoute route ->
                held(route) instanceof RouteObject held && held.link().equals(link);
            case Identity.OfSysctl(String key) -> key.contains("/conf/" + link + "/");
            default -> false;
        });
    }

    /**
     * The tables in which a set or chain has another definition than is wanted, as an earlier version may have left them:
     * neither can be changed while rules use it.
     */
    Set<TableId> tablesOfAnotherShape() {
        Set<TableId> tables = new HashSet<>();
        for (Identity identity : differences()) {
            Change change = change(identity);
            if (change != null && change.before() instanceof SetObject set && !change.isGone()) {
                tables.add(set.set().id().table());
            }
            if (change != null
                    && change.before() instanceof ChainObject before
                    && change.after() instanceof ChainObject after
                    && after.kind() == Kind.CHAIN
                    && !before.chain().equals(after.chain())) {
                tables.add(before.chain().id().table());
            }
        }
        return tables;
    }

    /** Forgets what it held in a table that was taken away whole. */
    Set<Identity> forgetInTable(TableId table) {
        return forget(identity -> switch (identity) {
            case Identity.OfTable(TableId id) -> id.equals(table);
            case Identity.OfSet(SetId id) -> id.table().equals(table);
            case Identity.OfChain(ChainId id) -> id.table().equals(table);
            case Identity.OfElement element -> element.set().table().equals(table);
            default -> false;
        });
    }

    private Set<Identity> forget(Predicate<Identity> which) {
        Set<Identity> forgotten = new HashSet<>();
        for (Identity identity : List.copyOf(entries.keySet())) {
            if (held(identity) != null && which.test(identity)) {
                hold(identity, null);
                forgotten.add(identity);
            }
        }
        return forgotten;
    }

    /** Why a key does not get all that it wants, though the kernel would give it. */
    List<String> conflicts(Key key) {
        List<String> conflicts = new ArrayList<>();
        for (KernelObject object : desired(key).objects()) {
            Entry entry = entries.get(object.identity());
            if (entry != null && !object.equals(entry.wanted())) {
                conflicts.add(object.identity() + " is already wanted otherwise by "
                        + entry.claims.getFirst().key());
            }
        }
        return conflicts;
    }

    /** How many objects of each kind the kernel holds of ours. */
    Map<Kind, Integer> heldCounts() {
        return Map.copyOf(heldCounts);
    }

    /** All that the kernel holds of ours. */
    List<KernelObject> held() {
        List<KernelObject> held = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.held != null) {
                held.add(entry.held);
            }
        }
        return held;
    }

    /** The settings that are held or wanted. */
    Set<String> sysctlKeys() {
        Set<String> keys = new HashSet<>();
        for (Identity identity : entries.keySet()) {
            if (identity instanceof Identity.OfSysctl(String key)) {
                keys.add(key);
            }
        }
        return keys;
    }
}
