package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once, a cleaner and a witness among them. */
class IpamConcurrencyTest {
    private static final int CALLERS = 200;
    private static final int ROUNDS = 15;

    @TempDir
    Path root;

    private final Map<IpAddress, AttachmentId> inUse = new ConcurrentHashMap<>();
    private final Map<AttachmentId, List<IpAddress>> links = new ConcurrentHashMap<>();
    private final Set<AttachmentId> calls = ConcurrentHashMap.newKeySet();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<RangeSet> sets = List.of(
            RangeSet.of(AddressRange.of(Cidr.parse("10.200.0.0/24"))),
            RangeSet.of(AddressRange.of(Cidr.parse("fd00::/120"))));

    @Test
    void noAddressIsInTwoHandsOrCleanedInUse() throws Exception {
        try (ExecutorService cleaning = Executors.newSingleThreadExecutor();
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS + 1);
                Ipam ipam = Ipam.open(
                        root.resolve("leases"),
                        "boot",
                        this::clean,
                        cleaning,
                        5,
                        problem -> wrong.add(problem.message()))) {
            ipam.reconcile(witness());
            CyclicBarrier begin = new CyclicBarrier(CALLERS + 1);
            AtomicInteger running = new AtomicInteger(CALLERS);
            List<Future<?>> ends = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                AttachmentId owner = FakeWitness.owner("c" + caller);
                ends.add(callers.submit(() -> {
                    begin.await();
                    try {
                        for (int round = 0; round < ROUNDS; round++) {
                            attachAndDetach(ipam, owner);
                        }
                    } finally {
                        running.decrementAndGet();
                    }
                    return null;
                }));
            }
            begin.await();
            while (running.get() > 0) {
                Reconciliation done = ipam.reconcile(witness());
                done.freed().forEach(lease -> wrong.add("freed " + lease));
                done.restored().forEach(lease -> wrong.add("restored " + lease));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            assertThat(ipam.leases()).isEmpty();
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void networksThatShareARangeEmptyItTogether() throws Exception {
        int each = 100;
        try (ExecutorService callers = Executors.newFixedThreadPool(2);
                Ipam ipam = Ipam.open(root.resolve("leases"), "boot", this::clean, callers, 5, _ -> {})) {
            ipam.serveWithoutWitness();
            CyclicBarrier begin = new CyclicBarrier(2);
            List<Future<?>> ends = new ArrayList<>();
            for (String network : List.of("one", "two")) {
                ends.add(callers.submit(() -> {
                    begin.await();
                    for (int pod = 0; pod < each; pod++) {
                        ipam.leaseShared(new AttachmentId(network, "c" + pod, "eth0"), sets, List.of());
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            assertThat(ipam.leases())
                    .hasSize(2 * each * sets.size())
                    .extracting(Lease::address)
                    .doesNotHaveDuplicates();
        }
    }

    private void attachAndDetach(Ipam ipam, AttachmentId owner) throws Exception {
        calls.add(owner);
        List<IpAddress> given = ipam.lease(owner, sets, List.of()).addresses();
        for (IpAddress address : given) {
            AttachmentId other = inUse.put(address, owner);
            if (other != null) {
                wrong.add(address + " was given to " + owner + " and " + other);
            }
        }
        links.put(owner, given);
        calls.remove(owner);
        calls.add(owner);
        given.forEach(inUse::remove);
        links.remove(owner);
        ipam.release(owner);
        calls.remove(owner);
    }

    private void clean(Set<IpAddress> addresses) throws IOException {
        for (IpAddress address : addresses) {
            AttachmentId owner = inUse.get(address);
            if (owner != null) {
                wrong.add("the flows of " + address + " were deleted while " + owner + " had it");
            }
        }
    }

    private Witness witness() {
        return new Witness() {
            @Override
            public Set<AttachmentId> inFlight() {
                return Set.copyOf(calls);
            }

            @Override
            public Map<AttachmentId, List<IpAddress>> holdings() {
                return Map.copyOf(links);
            }
        };
    }
}
