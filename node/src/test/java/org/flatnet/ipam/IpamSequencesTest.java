package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * Random sequences of leases, releases, restarts, kills, refusing disks and wiped folders, against {@link NaiveAllocator}.
 * As the agent does, a link is made after its lease and deleted before the release, and a start begins with the witness.
 */
class IpamSequencesTest {
    private static final RangeSet FOUR = RangeSet.of(AddressRange.of(Cidr.parse("10.200.0.0/29")));
    private static final RangeSet TWO_RANGES = RangeSet.of(
            new AddressRange(Cidr.parse("10.201.0.0/24"), ip("10.201.0.254"), ip("10.201.0.255"), null),
            new AddressRange(Cidr.parse("10.202.0.0/24"), ip("10.202.0.0"), ip("10.202.0.3"), ip("10.202.0.2")));
    private static final RangeSet SIX = RangeSet.of(AddressRange.of(Cidr.parse("fd00::ff:0/125")));
    private static final List<List<RangeSet>> CHOICES =
            List.of(List.of(FOUR), List.of(TWO_RANGES), List.of(FOUR, SIX), List.of(SIX, TWO_RANGES));

    sealed interface Action {}

    record Take(int owner, int sets, int requested) implements Action {}

    record Give(int owner) implements Action {}

    record Restart() implements Action {}

    record Look() implements Action {}

    record Wipe() implements Action {}

    record Break(FaultyStore.Kind kind, int goodOperations) implements Action {}

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Integer> owners = Arbitraries.integers().between(0, 9);
        Arbitrary<Action> take = Combinators.combine(
                        owners,
                        Arbitraries.integers().between(0, CHOICES.size() - 1),
                        Arbitraries.integers().between(-20, 9))
                .as(Take::new);
        Arbitrary<Action> give = owners.map(Give::new);
        Arbitrary<Action> broken = Combinators.combine(
                        Arbitraries.of(FaultyStore.Kind.class),
                        Arbitraries.integers().between(0, 5))
                .as(Break::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(12, take),
                        Tuple.of(8, give),
                        Tuple.of(2, Arbitraries.just(new Restart())),
                        Tuple.of(1, Arbitraries.just(new Look())),
                        Tuple.of(1, Arbitraries.just(new Wipe())),
                        Tuple.of(2, broken))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void givesWhatTheNaiveAllocatorGivesAndNoAddressTwice(@ForAll("actions") List<Action> actions) throws Exception {
        try (Run run = new Run()) {
            for (Action action : actions) {
                run.act(action);
                run.compare();
            }
            run.restart();
            run.compare();
            run.compareFiles();
        }
    }

    /** One sequence, its folder, and what the world outside holds. */
    private static final class Run implements AutoCloseable {
        private final Path root = Files.createTempDirectory("flatnet-ipam");
        private final FaultyStore.Fault fault = new FaultyStore.Fault();
        private final NaiveAllocator oracle = new NaiveAllocator();
        private final Map<AttachmentId, List<IpAddress>> links = new HashMap<>();
        private final List<IpamProblem> problems = new ArrayList<>();

        /** Sets whose last address a fault may have kept from the disk. */
        private final Set<RangeSet> unsure = new HashSet<>();

        private boolean faulted;
        private Ipam ipam = open();

        Run() throws IOException {
            look();
        }

        void act(Action action) throws Exception {
            switch (action) {
                case Take take -> take(owner(take.owner), CHOICES.get(take.sets), requested(take));
                case Give give -> give(owner(give.owner));
                case Restart() -> restart();
                case Look() -> look();
                case Wipe() -> wipe();
                case Break(FaultyStore.Kind kind, int operations) -> {
                    fault.arm(kind, operations);
                    faulted = true;
                }
            }
        }

        private void take(AttachmentId owner, List<RangeSet> sets, @Nullable IpAddress requested) throws Exception {
            Optional<List<IpAddress>> expected = oracle.next(owner, sets, requested);
            try {
                List<IpAddress> given = ipam.lease(owner, sets, requested == null ? List.of() : List.of(requested))
                        .addresses();
                assertThat(expected).as("a lease that must fail").isPresent();
                if (sets.stream().noneMatch(unsure::contains)) {
                    assertThat(given).isEqualTo(expected.get());
                }
                assertThat(oracle.allows(sets, given))
                        .as("%s from %s", given, sets)
                        .isTrue();
                oracle.give(owner, sets, given, requested);
                links.put(owner, given);
                sets.stream()
                        .filter(set -> !given.get(sets.indexOf(set)).equals(requested))
                        .forEach(unsure::remove);
            } catch (LeaseStoreException e) {
                fault.disarm();
            } catch (IpamException e) {
                assertThat(expected)
                        .as("a lease that must succeed, but: %s", e.message())
                        .isEmpty();
            } catch (FaultyStore.Killed e) {
                restart();
            }
        }

        private void give(AttachmentId owner) throws Exception {
            links.remove(owner);
            List<IpAddress> held = oracle.held.remove(owner);
            try {
                List<Lease> released = ipam.release(owner);
                assertThat(released)
                        .extracting(Lease::address)
                        .containsExactlyInAnyOrderElementsOf(held == null ? List.of() : held);
            } catch (LeaseStoreException e) {
                fault.disarm();
                ipam.release(owner);
            } catch (FaultyStore.Killed e) {
                restart();
            }
        }

        void restart() throws IOException {
            fault.disarm();
            ipam.close();
            ipam = open();
            if (faulted) {
                unsure.addAll(List.of(FOUR, TWO_RANGES, SIX));
                faulted = false;
            }
            look();
        }

        private void look() throws IOException {
            try {
                ipam.reconcile(new Witness() {
                    @Override
                    public Set<AttachmentId> inFlight() {
                        return Set.of();
                    }

                    @Override
                    public Map<AttachmentId, List<IpAddress>> holdings() {
                        return links;
                    }
                });
            } catch (FaultyStore.Killed e) {
                restart();
            }
        }

        private void wipe() throws IOException {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (!file.equals(root) && !file.endsWith(".lock")) {
                        Files.delete(file);
                    }
                }
            }
            faulted = true;
        }

        void compare() {
            Map<AttachmentId, Set<IpAddress>> leased = new HashMap<>();
            for (Lease lease : ipam.leases()) {
                leased.computeIfAbsent(lease.owner(), _ -> new HashSet<>()).add(lease.address());
            }
            Map<AttachmentId, Set<IpAddress>> expected = new HashMap<>();
            oracle.held.forEach((owner, addresses) -> expected.put(owner, new HashSet<>(addresses)));
            assertThat(leased).isEqualTo(expected);
        }

        /** Once a start has mended what went before, the folder says what memory says. */
        void compareFiles() throws IOException {
            assertThat(new FolderLeaseStore(root.resolve("flatnet"), "flatnet", "boot").written())
                    .isEqualTo(oracle.taken());
        }

        private Ipam open() throws IOException {
            return Ipam.open(
                    root,
                    network -> new FaultyStore(new FolderLeaseStore(root.resolve(network), network, "boot"), fault),
                    FlowCleaner.NONE,
                    Runnable::run,
                    0,
                    problems::add);
        }

        @Override
        public void close() throws IOException {
            ipam.close();
            wipe();
            Files.delete(root.resolve(".lock"));
            Files.delete(root);
        }
    }

    /** Some steps from the first address of the first range on; null where none is requested. */
    private static @Nullable IpAddress requested(Take take) {
        if (take.requested < 0) {
            return null;
        }
        return CHOICES.get(take.sets)
                .getFirst()
                .ranges()
                .getFirst()
                .subnet()
                .first()
                .plus(take.requested);
    }

    private static AttachmentId owner(int number) {
        return FakeWitness.owner("c" + number);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }
}
