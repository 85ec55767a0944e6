package org.flatnet.ipam;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.flatnet.kernel.net.IpAddress;

/**
 * Sees to it that addresses at rest become free: has their flows deleted, all that rest in one go, and another go for
 * those that came meanwhile. A go walks the whole table of connections, however few the addresses, and keeps a processor
 * from everything else for it; so it waits a while for more addresses, unless somebody waits for one.
 */
final class RestingCleaner {
    private final FlowCleaner cleaner;
    private final Executor executor;
    private final Supplier<Iterable<NetworkLeases>> networks;
    private final Consumer<IpamProblem> problems;
    private final long gatherMillis;
    private final Semaphore hurry = new Semaphore(0);
    private final AtomicBoolean requested = new AtomicBoolean();
    private final ReentrantLock one = new ReentrantLock();

    RestingCleaner(
            FlowCleaner cleaner,
            Executor executor,
            Supplier<Iterable<NetworkLeases>> networks,
            Consumer<IpamProblem> problems,
            long gatherMillis) {
        this.gatherMillis = gatherMillis;
        this.cleaner = cleaner;
        this.executor = executor;
        this.networks = networks;
        this.problems = problems;
    }

    /** Asks for a go now: somebody waits for an address at rest. To be called with no lock held. */
    void requestNow() {
        hurry.release();
        request();
    }

    /** Asks for a go that begins after this call. To be called with no lock held: the executor may run it here. */
    void request() {
        if (!requested.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::clean);
        } catch (RejectedExecutionException e) {
            requested.set(false);
            problems.accept(new IpamProblem("", "released addresses stay out of use: nothing runs the flow cleaner"));
        }
    }

    private void clean() {
        one.lock();
        try {
            gather();
            requested.set(false);
            Map<NetworkLeases, Map<IpAddress, Long>> resting = new HashMap<>();
            Set<IpAddress> addresses = new HashSet<>();
            for (NetworkLeases network : networks.get()) {
                Map<IpAddress, Long> ofNetwork = network.resting();
                resting.put(network, ofNetwork);
                addresses.addAll(ofNetwork.keySet());
            }
            boolean clean = addresses.isEmpty() || deleteFlows(addresses);
            resting.forEach((network, ofNetwork) -> {
                if (clean) {
                    network.cleaned(ofNetwork);
                } else {
                    network.cleaningFailed();
                }
            });
        } finally {
            one.unlock();
        }
    }

    private void gather() {
        try {
            boolean _ = hurry.tryAcquire(gatherMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // the agent ends; what rests is noted on disk and cleaned by the next one, but this go does no harm
            Thread.currentThread().interrupt();
        }
        hurry.drainPermits();
    }

    private boolean deleteFlows(Set<IpAddress> addresses) {
        try {
            cleaner.deleteFlows(Set.copyOf(addresses));
            return true;
        } catch (IOException | RuntimeException e) {
            problems.accept(new IpamProblem(
                    "",
                    "the flows of " + addresses.size() + " released addresses cannot be deleted, so that they stay out"
                            + " of use for now: " + e.getMessage()));
            return false;
        }
    }
}
