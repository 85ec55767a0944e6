package org.flatnet.reconcile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;

/**
 * Makes one node's kernel hold what the features want, and keeps it so.
 *
 * <pre>
 *  submit ─┐                          ┌────────── turnstile ──────────┐
 *  events ─┼─► inbox ─► loop: dirty ─► plan ─► want ─► round (3 steps) ─► kernel
 *  timers ─┘                                                ▲
 *  attachments ──────────── set, remove ────────────────────┘  (first at the turnstile)
 * </pre>
 *
 * The loop begins when it has got the first picture of the cluster: it reads what the kernel holds of ours and changes
 * only what differs. All methods may be called from any thread.
 */
public final class Reconciler implements AutoCloseable {
    private static final Duration RESYNC_EVERY = Duration.ofMinutes(5);
    private static final int PLANS_PER_PASS = 200;
    private static final Set<Kind> ALL_KINDS = EnumSet.allOf(Kind.class);
    private static final Turnstile.Pass HELD_ALREADY = () -> {};

    private final Kernel kernel;
    private final List<Feature<?>> features;
    private final Observer observer;
    private final Clock clock;
    private final Inbox inbox = new Inbox();
    private final Turnstile turnstile = new Turnstile();
    private final Vitals vitals;
    private final Pulse pulse;
    private final Thread loop;

    /** Guarded by the turnstile, as the kernel is. */
    private final Ledger ledger = new Ledger();

    private boolean adopted;
    private final Map<Kind, Long> drift = new EnumMap<>(Kind.class);
    private @Nullable Drift lastDrift;
    private final Failures failures = new Failures();
    private long changes;

    /** The loop's own, but that others may look. */
    private volatile Cluster cluster = Cluster.EMPTY;

    private volatile Self self;

    /** The loop's own. */
    private boolean begun;

    private final Map<Key, Plan> dirty = new LinkedHashMap<>();
    private final Set<Kind> suspects = EnumSet.noneOf(Kind.class);
    private final Set<Kind> doubtful = EnumSet.noneOf(Kind.class);
    private boolean uplinksDirty = true;
    private int troubles;
    private long resyncAt;

    /** A key's plan to be. */
    private interface Plan {
        Desired plan(Cluster cluster, Self self);
    }

    Reconciler(Kernel kernel, List<Feature<?>> features, Self self, Observer observer, Vitals vitals, Clock clock) {
        this.kernel = kernel;
        this.features = List.copyOf(features);
        this.self = self;
        this.observer = observer;
        this.clock = clock;
        this.vitals = vitals;
        this.pulse = vitals.pulse("reconcile-" + self.nodeName());
        this.loop = pulse.thread(this::run);
    }

    /**
     * A reconciler for the kernel of a network namespace; nothing is read or changed before {@link #start}.
     *
     * @param namespace stays the caller's, and open until this is closed
     * @param sysctlRecord where earlier values of kernel settings are kept, in an existing folder
     * @param self what is known of the node; its uplinks are read from the kernel
     */
    public static Reconciler open(
            NetworkNamespace namespace,
            Path sysctlRecord,
            List<Feature<?>> features,
            Self self,
            Observer observer,
            Vitals vitals)
            throws IOException {
        Kernel kernel = HostKernel.open(namespace, sysctlRecord);
        return new Reconciler(kernel, features, self, observer, vitals, Clock.systemUTC());
    }

    /** Begins to follow the kernel, and the loop, which waits for the first picture of the cluster. */
    public void start() throws KernelException {
        // Subscribed before the first list is read, so that nothing slips between the two.
        kernel.listen(inbox::event, vitals);
        resyncAt = System.nanoTime() + RESYNC_EVERY.toNanos();
        loop.start();
    }

    /** Takes note of a change of the cluster; the first one begins the work. */
    public void submit(ClusterChange change) {
        inbox.submit(change);
    }

    /** Takes note of the ranges, beside the Node object's, that pods of this node still have addresses of. */
    public void heldRanges(Set<Cidr> ranges) {
        inbox.heldRanges(ranges);
    }

    /** Has everything compared with the kernel. */
    public void resync() {
        inbox.resync();
    }

    /**
     * Makes the kernel hold what an attachment needs of the shared tables, before it returns. From then on it is kept so.
     * Before the loop has begun it only takes note: a pod that is there already is adopted with the rest.
     *
     * @throws KernelException if the kernel refuses; the key has what it had before then
     */
    public void set(Key key, Desired desired) throws KernelException {
        try (Turnstile.Pass _ = turnstile.attachment()) {
            Desired before = ledger.desired(key);
            KernelException refused = applyNow(Map.of(key, desired)).get(key);
            if (refused != null) {
                applyNow(Map.of(key, before));
                throw refused;
            }
        }
    }

    /** Takes away what attachments needed; what the kernel refuses is tried again by the loop. */
    public void remove(Collection<Key> keys) {
        Map<Key, Desired> nothing = new HashMap<>();
        keys.forEach(key -> nothing.put(key, Desired.NOTHING));
        try (Turnstile.Pass _ = turnstile.attachment()) {
            Set<Key> refused = applyNow(nothing).keySet();
            if (!refused.isEmpty()) {
                inbox.failed(refused);
            }
        }
    }

    private Map<Key, KernelException> applyNow(Map<Key, Desired> plans) {
        Round round = new Round(ledger, kernel);
        plans.forEach((key, plan) -> round.add(key, ledger.want(key, plan)));
        if (!adopted) {
            return Map.of();
        }
        round.run(() -> HELD_ALREADY);
        changes += round.applied();
        return round.failures();
    }

    /** How it stands. */
    public Status status() {
        try (Turnstile.Pass _ = turnstile.loop()) {
            Map<Key, List<String>> problems = new HashMap<>();
            for (Key key : ledger.keys()) {
                List<String> all = new ArrayList<>(ledger.desired(key).problems());
                all.addAll(ledger.conflicts(key));
                if (!all.isEmpty()) {
                    problems.put(key, List.copyOf(all));
                }
            }
            return new Status(
                    adopted,
                    ledger.keys().size(),
                    failures.all(),
                    problems,
                    ledger.heldCounts(),
                    drift,
                    lastDrift,
                    changes,
                    self);
        }
    }

    /** All that the kernel holds of ours, as far as is known. */
    public List<KernelObject> held() {
        try (Turnstile.Pass _ = turnstile.loop()) {
            return ledger.held();
        }
    }

    /** What the planners know of the node. */
    public Self self() {
        return self;
    }

    /** The picture of the cluster that was planned for last. */
    public Cluster cluster() {
        return cluster;
    }

    /** Waits until everything that was told so far is looked at; what failed waits for another try. */
    public void settle() throws InterruptedException {
        inbox.awaitEmpty();
    }

    /** Ends the loop. The kernel keeps everything. */
    @Override
    public void close() {
        inbox.stop();
        boolean interrupted = false;
        while (loop.isAlive()) {
            try {
                loop.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        kernel.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the loop

    private void run() {
        try {
            while (true) {
                long nanos = nanosToNext();
                pulse.rest();
                Inbox.Mail mail = inbox.take(nanos);
                pulse.turn();
                if (mail.stop) {
                    pulse.end();
                    return;
                }
                try {
                    turn(mail);
                    troubles = 0;
                } catch (KernelException | RuntimeException e) {
                    troubles++;
                    suspects.addAll(ALL_KINDS);
                    uplinksDirty = true;
                    observer.troubled(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The loop's next quantum: however long a turn takes, it gets on. */
    private Turnstile.Pass quantum() {
        pulse.turn();
        return turnstile.loop();
    }

    /** How long until something is due by itself; below zero for never. */
    private long nanosToNext() {
        if (!begun) {
            return troubles == 0 ? -1 : Backoff.after(troubles).toNanos();
        }
        long now = System.nanoTime();
        long next = resyncAt - now;
        if (troubles > 0) {
            next = Math.min(next, Backoff.after(troubles).toNanos());
        }
        try (Turnstile.Pass _ = quantum()) {
            next = Math.min(next, failures.nanosToNext(now));
        }
        return Math.max(next, 0);
    }

    private void turn(Inbox.Mail mail) throws KernelException {
        read(mail);
        if (!begun) {
            return;
        }
        Round round = new Round(ledger, kernel);
        plan(round);
        compare(mail, round);
        retry(mail, round);
        if (round.isEmpty()) {
            return;
        }
        round.run(this::quantum);
        conclude(round);
    }

    /** Marks dirty what the mail touches. */
    private void read(Inbox.Mail mail) throws KernelException {
        suspects.addAll(mail.suspects);
        uplinksDirty |= mail.uplinks;
        for (ClusterChange change : mail.changes) {
            begun = true;
            cluster = change.after();
            features.forEach(feature -> markChanged(feature, change));
        }
        boolean selfChanged = updateSelf(mail);
        if (selfChanged || !adopted) {
            features.forEach(this::markAll);
        }
    }

    private boolean updateSelf(Inbox.Mail mail) throws KernelException {
        Self now = self;
        if (mail.heldRanges != null) {
            now = now.withHeldRanges(mail.heldRanges);
        }
        if (uplinksDirty) {
            try (Turnstile.Pass _ = quantum()) {
                now = now.withUplinks(kernel.uplinks());
            }
            uplinksDirty = false;
        }
        if (now.equals(self)) {
            return false;
        }
        self = now;
        observer.selfChanged(now);
        return true;
    }

    private <K> void markChanged(Feature<K> feature, ClusterChange change) {
        feature.dirty(change, self).forEach(key -> mark(feature, key));
    }

    private <K> void markAll(Feature<K> feature) {
        feature.constants(self).forEach(key -> mark(feature, key));
        markChanged(feature, ClusterChange.between(Cluster.EMPTY, cluster));
    }

    private <K> void mark(Feature<K> feature, K key) {
        dirty.put(new Key(feature.name(), key), (picture, node) -> feature.plan(picture, node, key));
    }

    /** Plans outside the turnstile, and books a bounded number of plans at a time. */
    private void plan(Round round) {
        Map<Key, Desired> plans = new LinkedHashMap<>();
        for (Map.Entry<Key, Plan> entry : Map.copyOf(dirty).entrySet()) {
            plans.put(entry.getKey(), entry.getValue().plan(cluster, self));
            if (plans.size() == PLANS_PER_PASS) {
                book(plans, round);
            }
        }
        book(plans, round);
    }

    private void book(Map<Key, Desired> plans, Round round) {
        try (Turnstile.Pass _ = quantum()) {
            plans.forEach((key, desired) -> {
                round.add(key, ledger.want(key, desired));
                failures.forget(key);
                dirty.remove(key);
            });
        }
        plans.clear();
    }

    /** Compares with the kernel what may differ from what is believed: all of it at first. */
    private void compare(Inbox.Mail mail, Round round) throws KernelException {
        try (Turnstile.Pass _ = quantum()) {
            for (Kernel.Event.Seen seen : mail.seen.values()) {
                suspect(seen);
            }
            boolean due = System.nanoTime() - resyncAt >= 0;
            if (due || !adopted) {
                suspects.addAll(ALL_KINDS);
                resyncAt = System.nanoTime() + RESYNC_EVERY.toNanos();
            }
            Set<Kind> kinds = EnumSet.copyOf(suspects);
            kinds.addAll(doubtful);
            if (kinds.isEmpty()) {
                return;
            }
            boolean first = !adopted;
            Set<Identity> differing = new HashSet<>();
            ledger.find(kinds, kernel.read(kinds, ledger.sysctlKeys()), (identity, finding) -> {
                differing.add(identity);
                if (!first) {
                    noteDrift(identity, finding);
                    holdPlace(identity, finding);
                }
            });
            suspects.clear();
            doubtful.clear();
            adopted = true;
            differing.addAll(rebuildTables());
            round.addOfOwners(first ? ledger.differences() : differing);
        }
    }

    /** An event is only a hint, for it may be older than our last change: the kernel's own list is the truth. */
    private void suspect(Kernel.Event.Seen seen) {
        KernelObject held = ledger.held(seen.identity());
        boolean same = held == null ? seen.now() == null : held.equals(seen.now());
        if (!same) {
            KernelObject object = held == null ? seen.now() : held;
            if (object != null) {
                suspects.add(object.kind());
            }
        }
    }

    private void noteDrift(Identity identity, Ledger.Finding finding) {
        Change change = ledger.change(identity);
        boolean known = finding.believed() instanceof RouteObject route && route.isDisplaced();
        if (change == null || known || doubtful.contains(change.kind())) {
            return;
        }
        Drift.What what = finding.present() == null
                ? Drift.What.GONE
                : finding.believed() == null ? Drift.What.ADDED : Drift.What.ALTERED;
        Drift one = new Drift(clock.instant(), identity, change.kind(), what);
        drift.merge(change.kind(), 1L, Long::sum);
        lastDrift = one;
        observer.drifted(one);
    }

    /** A route that was ours may have been replaced by another, which then may be replaced in turn, as no other's may. */
    private void holdPlace(Identity identity, Ledger.Finding finding) {
        if (finding.believed() instanceof RouteObject route && finding.present() == null) {
            ledger.hold(identity, route.displaced());
        }
    }

    /** Takes away whole the tables that cannot be changed into what is wanted. They are made anew in this round. */
    private Set<Identity> rebuildTables() throws KernelException {
        Set<Identity> forgotten = new HashSet<>();
        for (TableId table : ledger.tablesOfAnotherShape()) {
            Kernel.Refusal refusal = kernel.commit(List.of(new Change(new TableObject(Table.of(table)), null)));
            if (refusal != null) {
                throw refusal.cause();
            }
            forgotten.addAll(ledger.forgetInTable(table));
        }
        return forgotten;
    }

    /** Adds what failed earlier and is due; all of it when a link changed, which may be what it needs. */
    private void retry(Inbox.Mail mail, Round round) {
        long now = System.nanoTime();
        try (Turnstile.Pass _ = quantum()) {
            for (Key key : mail.failed) {
                round.add(key, ledger.differences());
            }
            failures.retry(round, mail.uplinks, now);
        }
    }

    private void conclude(Round round) {
        try (Turnstile.Pass _ = quantum()) {
            changes += round.applied();
            doubtful.addAll(round.doubtful());
            for (Key key : round.causes()) {
                KernelException cause = round.failures().get(key);
                if (cause != null) {
                    observer.failed(key, failures.note(key, cause, round.pending(key)));
                } else if (failures.has(key) && round.pending(key).isEmpty()) {
                    failures.forget(key);
                    observer.recovered(key);
                }
            }
        }
        observer.applied(round.applied());
    }
}
