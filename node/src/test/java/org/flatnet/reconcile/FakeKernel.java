package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;

/**
 * A kernel as a map. It insists, as the real one does, that what an object needs is there before it and goes after it, and
 * refuses what it is told to refuse.
 */
final class FakeKernel implements Kernel {
    final Map<Identity, KernelObject> state = new HashMap<>();
    final Set<Identity> refused = new HashSet<>();
    final List<Uplink> uplinks = new ArrayList<>();
    int sent;
    int reads;
    int largestTransaction;
    boolean breaksOff;
    Consumer<Event> listener = event -> {};

    @Override
    public synchronized List<KernelObject> read(Set<Kind> kinds, Set<String> sysctls) {
        reads++;
        return state.values().stream()
                .filter(object -> kinds.contains(object.kind()))
                .toList();
    }

    @Override
    public synchronized List<Uplink> uplinks() {
        return List.copyOf(uplinks);
    }

    @Override
    public synchronized List<Outcome> apply(List<Change> changes) throws KernelException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            sent++;
            KernelException cause = make(state, change);
            outcomes.add(cause == null ? new Outcome.Done() : new Outcome.Failed(cause));
            breakOff();
        }
        return outcomes;
    }

    @Override
    public synchronized @Nullable Refusal commit(List<Change> changes) throws KernelException {
        sent += changes.size();
        largestTransaction = Math.max(largestTransaction, changes.size());
        Map<Identity, KernelObject> next = new HashMap<>(state);
        for (int i = 0; i < changes.size(); i++) {
            KernelException cause = make(next, changes.get(i));
            if (cause != null) {
                return new Refusal(i, cause);
            }
        }
        state.clear();
        state.putAll(next);
        breakOff();
        return null;
    }

    private void breakOff() throws KernelException {
        if (breaksOff) {
            breaksOff = false;
            throw new KernelException("exchange", Errno.ENOBUFS, null);
        }
    }

    private @Nullable KernelException make(Map<Identity, KernelObject> objects, Change change) {
        Identity identity = change.identity();
        if (refused.contains(identity)) {
            return new KernelException("change " + identity, Errno.EINVAL, "told to");
        }
        if (change.before() == null && objects.containsKey(identity)) {
            return new KernelException("add " + identity, Errno.EEXIST, null);
        }
        if (change.isGone()) {
            objects.remove(identity);
            if (objects.values().stream().anyMatch(other -> needs(other).contains(identity))) {
                objects.put(identity, change.object());
                return new KernelException("delete " + identity, Errno.EBUSY, null);
            }
            return null;
        }
        if (!objects.keySet().containsAll(needs(change.object()))) {
            return new KernelException("add " + identity, Errno.ENOENT, "needs something");
        }
        objects.put(identity, change.object());
        return null;
    }

    private static Set<Identity> needs(KernelObject object) {
        return switch (object) {
            case AddressObject address -> Set.of(new Identity.OfLink(address.link()));
            case NeighbourObject neighbour -> Set.of(new Identity.OfLink(neighbour.link()));
            case RouteObject route -> Set.of(new Identity.OfNeighbour(route.link(), route.gateway()));
            case SetObject set -> Set.of(new Identity.OfTable(set.set().id().table()));
            case ElementObject element -> Set.of(new Identity.OfSet(element.set()));
            default -> Set.of();
        };
    }

    @Override
    public void listen(Consumer<Event> consumer, Vitals vitals) {
        listener = consumer;
    }

    @Override
    public void close() {}
}
