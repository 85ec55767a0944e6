package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;

/**
 * One apply: makes the kernel hold some identities as they are wanted, in three steps of bounded batches. What the kernel
 * refuses fails the keys that want it; nothing more is done for these, and everything for the others. Between two batches
 * the turnstile is open to attachments.
 */
final class Round {
    /** Elements in a batch: some 100 KiB of messages, of 208 KiB that a socket sends at once, and few milliseconds. */
    private static final int QUANTUM_WEIGHT = 800;

    private static final Comparator<Change> ANY_ORDER = (_, _) -> 0;

    /** The same whatever came first, so that a table looks the same whenever it was made. */
    private static final Comparator<Change> BY_NAME = Comparator.comparing(Change::kind)
            .thenComparing(change -> change.identity().toString());

    /** What elements are in and lead to. */
    private static final Set<Kind> FRAME = EnumSet.of(Kind.TABLE, Kind.SET, Kind.CHAIN);

    private static final List<Phase> PHASES = List.of(
            Phase.made(Kind.LINK),
            new Phase(Set.of(Kind.SYSCTL), change -> !change.isGone(), Round::bySysctl, Integer.MAX_VALUE),
            Phase.made(Kind.ADDRESS),
            Phase.made(Kind.NEIGHBOUR),
            Phase.made(Kind.FORWARDING),
            // Chains may lead to each other, so those of a round are made at once. There are few.
            new Phase(FRAME, change -> change.step() == Step.BUILD, BY_NAME, Integer.MAX_VALUE),
            new Phase(
                    Set.of(Kind.CHAIN),
                    change -> change.isGone() && change.kind() == Kind.BASE_CHAIN,
                    ANY_ORDER,
                    QUANTUM_WEIGHT),
            new Phase(Set.of(Kind.ELEMENT), _ -> true, ANY_ORDER, QUANTUM_WEIGHT),
            new Phase(
                    Set.of(Kind.CHAIN),
                    change -> !change.isGone() && change.kind() == Kind.BASE_CHAIN,
                    BY_NAME,
                    QUANTUM_WEIGHT),
            Phase.made(Kind.ROUTE),
            Phase.gone(Kind.ROUTE),
            new Phase(FRAME, change -> change.step() == Step.RETIRE, BY_NAME.reversed(), Integer.MAX_VALUE),
            Phase.gone(Kind.FORWARDING),
            Phase.gone(Kind.NEIGHBOUR),
            Phase.gone(Kind.ADDRESS),
            Phase.gone(Kind.SYSCTL),
            Phase.gone(Kind.LINK));

    private final Ledger ledger;
    private final Kernel kernel;
    /** By the identities' kinds: a phase looks at few of them. */
    private final Map<Kind, Map<Identity, Set<Key>>> causes = new EnumMap<>(Kind.class);

    private final Map<Key, KernelException> failures = new LinkedHashMap<>();
    private final Set<Kind> doubtful = EnumSet.noneOf(Kind.class);
    private int applied;

    /** A part of a step: of which identities which changes, in which order, how many at once. */
    private record Phase(Set<Kind> kinds, Predicate<Change> changes, Comparator<Change> order, int quantum) {
        static Phase made(Kind kind) {
            return new Phase(Set.of(kind), change -> !change.isGone(), ANY_ORDER, QUANTUM_WEIGHT);
        }

        static Phase gone(Kind kind) {
            return new Phase(Set.of(kind), Change::isGone, ANY_ORDER, QUANTUM_WEIGHT);
        }
    }

    Round(Ledger ledger, Kernel kernel) {
        this.ledger = ledger;
        this.kernel = kernel;
    }

    /** Adds identities that may differ because of a key. */
    void add(Key cause, Set<Identity> identities) {
        for (Identity identity : identities) {
            keysOf(identity).add(cause);
        }
    }

    /** Adds identities that may differ though no key changed: because of the keys that want them. */
    void addOfOwners(Set<Identity> identities) {
        for (Identity identity : identities) {
            List<Key> owners = ledger.owners(identity);
            Set<Key> keys = keysOf(identity);
            if (owners.isEmpty()) {
                keys.add(new Key("left over", identity));
            } else {
                keys.addAll(owners);
            }
        }
    }

    private Set<Key> keysOf(Identity identity) {
        return causes.computeIfAbsent(identity.kind(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(identity, _ -> new TreeSet<>());
    }

    private Set<Key> causesOf(Identity identity) {
        return causes.getOrDefault(identity.kind(), Map.of()).getOrDefault(identity, Set.of());
    }

    boolean isEmpty() {
        return causes.isEmpty();
    }

    /** Every key that has a part in it. */
    Set<Key> causes() {
        Set<Key> keys = new TreeSet<>(failures.keySet());
        causes.values().forEach(some -> some.values().forEach(keys::addAll));
        return keys;
    }

    /** Applies it all. Each batch waits for a pass first. */
    void run(Supplier<Turnstile.Pass> passes) {
        for (Phase phase : PHASES) {
            List<Change> changes;
            try (Turnstile.Pass _ = passes.get()) {
                changes = changes(phase);
            }
            for (List<Change> batch : batches(changes, phase.quantum())) {
                try (Turnstile.Pass _ = passes.get()) {
                    apply(batch);
                }
            }
        }
    }

    /** Why each key that failed did. */
    Map<Key, KernelException> failures() {
        return failures;
    }

    /** What a failed key still waits for. */
    Set<Identity> pending(Key key) {
        Set<Identity> pending = new HashSet<>();
        for (Map<Identity, Set<Key>> some : causes.values()) {
            some.forEach((identity, keys) -> {
                if (keys.contains(key) && ledger.change(identity) != null) {
                    pending.add(identity);
                }
            });
        }
        for (KernelObject object : ledger.desired(key).objects()) {
            if (ledger.change(object.identity()) != null) {
                pending.add(object.identity());
            }
        }
        return pending;
    }

    /** Kinds of which nobody knows what the kernel holds: an exchange broke off, or it answered what could not be. */
    Set<Kind> doubtful() {
        return doubtful;
    }

    /** How many changes the kernel made. */
    int applied() {
        return applied;
    }

    private List<Change> changes(Phase phase) {
        record Caused(Key first, Change change) {}
        List<Caused> list = new ArrayList<>();
        for (Kind kind : phase.kinds()) {
            causes.getOrDefault(kind, Map.of()).forEach((identity, keys) -> {
                Change change = ledger.change(identity);
                if (change != null && phase.changes().test(change)) {
                    list.add(new Caused(keys.iterator().next(), change));
                }
            });
        }
        list.sort(Comparator.comparing(Caused::change, phase.order()).thenComparing(Caused::first));
        return list.stream().map(Caused::change).toList();
    }

    /** The setting that keeps a link's routes goes before the one that would lose them. */
    private static int bySysctl(Change one, Change other) {
        return Comparator.comparing((Change change) -> !key(change).endsWith("/accept_ra"))
                .thenComparing(Round::key)
                .compare(one, other);
    }

    private static String key(Change change) {
        return change.object() instanceof SysctlObject sysctl ? sysctl.key() : "";
    }

    private static List<List<Change>> batches(List<Change> changes, int quantum) {
        List<List<Change>> batches = new ArrayList<>();
        List<Change> batch = new ArrayList<>();
        int weight = 0;
        for (Change change : changes) {
            if (weight > 0 && weight + change.weight() > quantum) {
                batches.add(batch);
                batch = new ArrayList<>();
                weight = 0;
            }
            batch.add(change);
            weight += change.weight();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** An attachment may have come between, or an earlier step failed: what is to be done is asked anew. */
    private List<Change> current(List<Change> batch) {
        List<Change> current = new ArrayList<>();
        for (Change planned : batch) {
            Change change = ledger.change(planned.identity());
            if (change != null && change.step() == planned.step() && !isBlocked(change)) {
                current.add(change);
            }
        }
        return current;
    }

    /** What comes waits while all that want it have failed; what goes, while any whose change lets it go has. */
    private boolean isBlocked(Change change) {
        Set<Key> keys = causesOf(change.identity());
        return change.isGone()
                ? keys.stream().anyMatch(failures::containsKey)
                : failures.keySet().containsAll(ledger.owners(change.identity()));
    }

    private void apply(List<Change> batch) {
        List<Change> changes = current(batch);
        if (changes.isEmpty()) {
            return;
        }
        try {
            if (changes.getFirst().kind().isNftables()) {
                commit(changes);
            } else {
                applyEach(changes);
            }
        } catch (KernelException e) {
            changes.forEach(change -> {
                doubtful.add(change.kind());
                fail(change, e);
            });
        }
    }

    private void applyEach(List<Change> changes) throws KernelException {
        List<Outcome> outcomes = kernel.apply(changes);
        for (int i = 0; i < changes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Failed(KernelException cause)) {
                fail(changes.get(i), cause);
            } else {
                done(changes.get(i));
            }
        }
    }

    /** A refusal takes the changes of the keys at fault out of the transaction; the rest is tried again without them. */
    private void commit(List<Change> changes) throws KernelException {
        List<Change> left = changes;
        while (!left.isEmpty()) {
            Kernel.Refusal refusal;
            try {
                refusal = kernel.commit(left);
            } catch (KernelException e) {
                if (!e.is(Errno.EMSGSIZE) || left.size() == 1) {
                    throw e;
                }
                commit(left.subList(0, left.size() / 2));
                left = current(left.subList(left.size() / 2, left.size()));
                continue;
            }
            if (refusal == null) {
                left.forEach(this::done);
                return;
            }
            if (refusal.index() >= 0) {
                fail(left.get(refusal.index()), refusal.cause());
                left = without(left.get(refusal.index()), current(left));
            } else if (left.size() == 1) {
                fail(left.getFirst(), refusal.cause());
                return;
            } else {
                commit(left.subList(0, left.size() / 2));
                left = current(left.subList(left.size() / 2, left.size()));
            }
        }
    }

    /** Even where keys that have not failed share it: it was refused once, and would be again. */
    private static List<Change> without(Change refused, List<Change> changes) {
        return changes.stream()
                .filter(change -> !change.identity().equals(refused.identity()))
                .toList();
    }

    private void fail(Change change, KernelException cause) {
        if (cause.isExists() || cause.isNotFound()) {
            doubtful.add(change.kind());
        }
        Set<Key> keys = new TreeSet<>(causesOf(change.identity()));
        if (!change.isGone()) {
            keys.addAll(ledger.owners(change.identity()));
        }
        keys.forEach(key -> failures.putIfAbsent(key, cause));
    }

    private void done(Change change) {
        applied++;
        ledger.hold(change.identity(), change.after());
        if (change.before() instanceof LinkObject before
                && (change.after() == null
                        || change.after() instanceof LinkObject after && !after.isChangeOf(before))) {
            addOfOwners(ledger.forgetOnLink(before.name()));
        }
    }
}
