package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases as callers see them, one after the other. */
class IpamTest {
    private static final RangeSet SMALL = set("10.200.0.0/29");
    private static final RangeSet SIX = set("fd00:200::/120");

    @TempDir
    Path root;

    private final List<IpamProblem> problems = new ArrayList<>();
    private @Nullable Ipam open;

    @AfterEach
    void closeIpam() throws IOException {
        if (open != null) {
            open.close();
        }
    }

    // ---- order

    @Test
    void givesOneAddressAfterTheOtherButNotTheGateway() throws Exception {
        Ipam ipam = start();
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.2"));
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
    }

    @Test
    void goesRoundBeforeAnAddressIsGivenAgain() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        ipam.release(owner("a"));
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
        for (String id : List.of("c", "d", "e")) {
            lease(ipam, id, SMALL);
        }
        assertThat(lease(ipam, "f", SMALL)).containsExactly(ip("10.200.0.2"));
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        lease(start(), "a", SMALL);
        Ipam ipam = restart();
        ipam.release(owner("a"));
        ipam = restart();
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
    }

    @Test
    void usesTheNextRangeOfASetWhenOneIsFull() throws Exception {
        AddressRange one = new AddressRange(Cidr.parse("10.200.0.0/24"), ip("10.200.0.9"), ip("10.200.0.9"), null);
        AddressRange two = new AddressRange(Cidr.parse("10.200.4.0/24"), ip("10.200.4.0"), ip("10.200.4.1"), null);
        RangeSet set = RangeSet.of(one, two);
        Ipam ipam = start();
        assertThat(lease(ipam, "a", set)).containsExactly(ip("10.200.0.9"));
        assertThat(lease(ipam, "b", set)).as("not the network address").containsExactly(ip("10.200.4.1"));
        assertThatThrownBy(() -> lease(ipam, "c", set)).isInstanceOf(AddressesExhaustedException.class);
        ipam.release(owner("a"));
        assertThat(lease(ipam, "c", set)).containsExactly(ip("10.200.0.9"));
    }

    @Test
    void givesNoAddressThatMeansTheNetworkOrAllHostsEvenIfTheRangeHoldsIt() throws Exception {
        Cidr subnet = Cidr.parse("10.200.0.0/30");
        RangeSet set = RangeSet.of(new AddressRange(subnet, subnet.first(), subnet.last(), null));
        Ipam ipam = start();
        assertThat(lease(ipam, "a", set)).containsExactly(ip("10.200.0.1"));
        assertThat(lease(ipam, "b", set)).containsExactly(ip("10.200.0.2"));
        assertThatThrownBy(() -> lease(ipam, "c", set)).isInstanceOf(AddressesExhaustedException.class);
    }

    @Test
    void givesNoGatewayOfAnotherSet() throws Exception {
        Cidr subnet = Cidr.parse("10.200.0.0/24");
        RangeSet low = RangeSet.of(new AddressRange(subnet, ip("10.200.0.2"), ip("10.200.0.9"), ip("10.200.0.1")));
        RangeSet high = RangeSet.of(new AddressRange(subnet, ip("10.200.0.10"), ip("10.200.0.20"), ip("10.200.0.2")));
        assertThat(lease(start(), "a", low, high)).containsExactly(ip("10.200.0.3"), ip("10.200.0.10"));
    }

    // ---- several sets

    @Test
    void givesAnAddressOfEachFamilyWithItsRange() throws Exception {
        Leases leases = start().lease(owner("a"), List.of(SMALL, SIX), List.of());
        assertThat(leases.given())
                .extracting(given -> given.inSubnet().toString())
                .containsExactly("10.200.0.2/29", "fd00:200::2/120");
        assertThat(leases.given())
                .extracting(Leases.Given::range)
                .containsExactly(SMALL.ranges().getFirst(), SIX.ranges().getFirst());
    }

    @Test
    void givesNothingWhenOneOfTheSetsIsFull() throws Exception {
        Ipam ipam = start();
        fill(ipam, SMALL, 5);
        assertThatThrownBy(() -> lease(ipam, "both", SIX, SMALL))
                .isInstanceOf(AddressesExhaustedException.class)
                .hasMessageContaining("no free address is left on network flatnet in 10.200.0.1-10.200.0.6");
        assertThat(ipam.leases(owner("both"))).isEmpty();
        assertThat(files("flatnet")).allMatch(name -> !name.contains(":"));
        assertThat(lease(ipam, "six", SIX)).containsExactly(ip("fd00:200::2"));
    }

    @Test
    void twoNetworksKnowNothingOfEachOther() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        AttachmentId other = new AttachmentId("other", "a", "eth0");
        assertThat(ipam.lease(other, List.of(SMALL), List.of()).addresses()).containsExactly(ip("10.200.0.2"));
        assertThat(ipam.leases()).extracting(lease -> lease.owner().network()).containsExactly("flatnet", "other");
    }

    @Test
    void networksThatShareARangeNeverHoldTheSameAddress() throws Exception {
        Ipam ipam = start();
        AttachmentId other = new AttachmentId("other", "a", "eth0");
        assertThat(ipam.leaseShared(owner("a"), List.of(SMALL), List.of()).addresses())
                .containsExactly(ip("10.200.0.2"));
        assertThat(ipam.leaseShared(other, List.of(SMALL), List.of()).addresses())
                .containsExactly(ip("10.200.0.3"));
        assertThat(ipam.leaseShared(owner("b"), List.of(SMALL), List.of()).addresses())
                .containsExactly(ip("10.200.0.4"));
        AttachmentId wishing = new AttachmentId("other", "b", "eth0");
        assertThatThrownBy(() -> ipam.leaseShared(wishing, List.of(SMALL), List.of(ip("10.200.0.4"))))
                .isInstanceOf(AddressTakenException.class)
                .hasMessageContaining("a pod of another network holds it");
        assertThat(ipam.use(SMALL.ranges().getFirst()).leased()).isEqualTo(3);
        ipam.release(owner("b"));
        assertThat(ipam.leaseShared(wishing, List.of(SMALL), List.of(ip("10.200.0.4")))
                        .addresses())
                .containsExactly(ip("10.200.0.4"));
    }

    // ---- requested addresses

    @Test
    void givesARequestedAddress() throws Exception {
        Ipam ipam = start();
        Leases leases = ipam.lease(owner("a"), List.of(SMALL, SIX), List.of(ip("fd00:200::77"), ip("10.200.0.5")));
        assertThat(leases.addresses()).containsExactly(ip("10.200.0.5"), ip("fd00:200::77"));
        assertThat(lease(ipam, "b", SMALL)).as("the round goes on where it was").containsExactly(ip("10.200.0.2"));
    }

    @Test
    void refusesRequestsThatCanNeverBeMetAndNamesThemAll() throws Exception {
        Ipam ipam = start();
        List<IpAddress> requested = List.of(
                ip("10.200.0.1"),
                ip("10.200.0.0"),
                ip("10.200.0.7"),
                ip("10.9.9.9"),
                ip("10.200.0.3"),
                ip("10.200.0.4"));
        assertThatThrownBy(() -> ipam.lease(owner("a"), List.of(SMALL), requested))
                .isInstanceOfSatisfying(
                        AddressRefusedException.class,
                        e -> assertThat(e.addresses())
                                .containsExactly(
                                        ip("10.200.0.1"),
                                        ip("10.200.0.0"),
                                        ip("10.200.0.7"),
                                        ip("10.9.9.9"),
                                        ip("10.200.0.4")))
                .hasMessageContaining("10.200.0.1: it is the gateway of 10.200.0.0/29")
                .hasMessageContaining("10.200.0.0: it is the network address")
                .hasMessageContaining("10.200.0.7: it is the broadcast address")
                .hasMessageContaining("10.9.9.9: it is in none of the ranges")
                .hasMessageContaining("10.200.0.4: its range set gives one address, and 10.200.0.3 was requested");
        assertThat(ipam.leases()).isEmpty();
    }

    @Test
    void refusesARequestedAddressThatAnotherHolds() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        assertThatThrownBy(() -> ipam.lease(owner("b"), List.of(SMALL), List.of(ip("10.200.0.2"))))
                .isInstanceOf(AddressTakenException.class)
                .hasMessageContaining("eth0 of a on flatnet holds it");
    }

    // ---- owners

    @Test
    void refusesASecondLeaseForTheSameOwner() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        assertThatThrownBy(() -> lease(ipam, "a", SMALL))
                .isInstanceOf(AlreadyLeasedException.class)
                .hasMessageContaining("holds 10.200.0.2 already");
        assertThat(ipam.leases()).hasSize(1);
    }

    @Test
    void releasesOnlyWhatTheOwnerHolds() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        ipam.lease(new AttachmentId("flatnet", "a", "net1"), List.of(SMALL), List.of());
        assertThat(ipam.release(owner("a"))).extracting(Lease::address).containsExactly(ip("10.200.0.2"));
        assertThat(ipam.release(owner("a"))).isEmpty();
        assertThat(ipam.release(owner("never"))).isEmpty();
        assertThat(ipam.leases()).extracting(Lease::address).containsExactly(ip("10.200.0.3"));
    }

    // ---- rest

    @Test
    void anAddressRestsUntilItsFlowsAreDeleted() throws Exception {
        List<Runnable> work = new ArrayList<>();
        List<IpAddress> cleaned = new ArrayList<>();
        Ipam ipam = Ipam.open(folder(), "boot-1", cleaned::addAll, work::add, 0, problems::add);
        open = ipam;
        ipam.serveWithoutWitness();
        work.removeFirst().run();
        AddressRange range = SMALL.ranges().getFirst();
        fill(ipam, SMALL, 5);
        ipam.release(owner("filler-0"));
        ipam.release(owner("filler-1"));
        assertThat(ipam.use(range)).isEqualTo(new RangeUse(range, BigInteger.valueOf(5), 3, 2));
        assertThat(cleaned).isEmpty();
        assertThat(work).as("one run serves both").hasSize(1);
        work.getFirst().run();
        assertThat(cleaned).containsExactlyInAnyOrder(ip("10.200.0.2"), ip("10.200.0.3"));
        assertThat(ipam.use(range).free()).isEqualTo(2);
        assertThat(files("flatnet")).noneMatch(name -> name.contains("released"));
    }

    @Test
    void flowsOfAnAddressThatRestedAtACrashAreDeletedAfterIt() throws Exception {
        Ipam ipam = Ipam.open(folder(), "boot-1", FlowCleaner.NONE, _ -> {}, 0, problems::add);
        open = ipam;
        ipam.serveWithoutWitness();
        lease(ipam, "a", SMALL);
        ipam.release(owner("a"));
        ipam.close();
        List<IpAddress> cleaned = new ArrayList<>();
        open = Ipam.open(folder(), "boot-1", cleaned::addAll, Runnable::run, 0, problems::add);
        assertThat(cleaned).isEmpty();
        open.serveWithoutWitness();
        assertThat(cleaned).containsExactly(ip("10.200.0.2"));
    }

    @Test
    void anAddressWhoseFlowsCannotBeDeletedStaysOutOfUseAndIsTriedAgain() throws Exception {
        boolean[] broken = {true};
        FlowCleaner cleaner = _ -> {
            if (broken[0]) {
                throw new IOException("no conntrack here");
            }
        };
        Ipam ipam = Ipam.open(folder(), "boot-1", cleaner, Runnable::run, 0, problems::add);
        open = ipam;
        ipam.serveWithoutWitness();
        fill(ipam, SMALL, 5);
        ipam.release(owner("filler-2"));
        assertThatThrownBy(() -> lease(ipam, "a", SMALL))
                .isInstanceOf(AddressesExhaustedException.class)
                .hasMessageContaining("1 of them wait until the flows");
        assertThatThrownBy(() -> ipam.lease(owner("a"), List.of(SMALL), List.of(ip("10.200.0.4"))))
                .isInstanceOf(AddressTakenException.class);
        assertThat(problems).anyMatch(problem -> problem.message().contains("no conntrack here"));
        broken[0] = false;
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.4"));
    }

    // ---- restarts, crashes, damaged folders

    @Test
    void leasesOutliveTheProcess() throws Exception {
        lease(start(), "a", SMALL, SIX);
        Ipam ipam = restart();
        assertThat(ipam.leases(owner("a")))
                .extracting(Lease::address)
                .containsExactly(ip("10.200.0.2"), ip("fd00:200::2"));
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
        assertThat(problems).isEmpty();
    }

    @Test
    void leasesOfAnEarlierBootAreDropped() throws Exception {
        lease(start(), "a", SMALL);
        close();
        open = Ipam.open(folder(), "boot-2", FlowCleaner.NONE, Runnable::run, 0, problems::add);
        assertThat(open.leases()).isEmpty();
        assertThat(files("flatnet")).doesNotContain("10.200.0.2");
        assertThat(problems).singleElement().asString().contains("1 leases of an earlier boot");
    }

    @Test
    void voidFilesAreReportedAndTheirAddressesFree() throws Exception {
        Ipam ipam = start();
        fill(ipam, SMALL, 5);
        close();
        Path network = folder().resolve("flatnet");
        Files.write(network.resolve("10.200.0.2"), new byte[0]);
        Files.write(network.resolve("10.200.0.3"), "boot boo".getBytes(StandardCharsets.US_ASCII));
        Files.write(network.resolve("10.200.0.4"), new byte[] {(byte) 0xff, 0, 1});
        Files.write(network.resolve(".10.200.0.9.new"), new byte[] {1});
        Files.write(network.resolve("notes.txt"), new byte[] {1});
        ipam = restart();
        assertThat(ipam.leases()).extracting(Lease::address).containsExactly(ip("10.200.0.5"), ip("10.200.0.6"));
        assertThat(problems)
                .extracting(IpamProblem::message)
                .filteredOn(message -> message.contains("is void"))
                .hasSize(3);
        assertThat(problems).anyMatch(problem -> problem.message().contains("notes.txt"));
        assertThat(files("flatnet")).contains("notes.txt").doesNotContain("10.200.0.2", ".10.200.0.9.new");
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.2"));
    }

    @Test
    void aFolderThatIsWipedUnderARunningAgentIsWrittenAgain() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        wipe();
        ipam.release(owner("never"));
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
        assertThat(files("flatnet")).contains("10.200.0.2", "10.200.0.3");
        wipe();
        assertThat(ipam.release(owner("b"))).hasSize(1);
        wipe();
        Witness witness = new FakeWitness().link("a", "10.200.0.2");
        assertThat(ipam.reconcile(witness).rewritten()).extracting(Lease::owner).containsExactly(owner("a"));
        assertThat(files("flatnet")).contains("10.200.0.2");
    }

    @Test
    void aSecondAgentIsKeptAway() throws Exception {
        start();
        assertThatThrownBy(this::openAgain)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another agent serves from " + folder());
    }

    // ---- the kernel as witness

    @Test
    void waitsForTheWitnessBeforeItGivesAnything() throws Exception {
        openAgain();
        Ipam ipam = Objects.requireNonNull(open);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lease(ipam, "a", SMALL)).isInstanceOf(InterruptedException.class);
        ipam.reconcile(new FakeWitness());
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.2"));
    }

    @Test
    void aWipedFolderIsRebuiltFromTheLinks() throws Exception {
        lease(start(), "a", SMALL, SIX);
        close();
        wipe();
        openAgain();
        Ipam ipam = Objects.requireNonNull(open);
        Reconciliation done = ipam.reconcile(new FakeWitness().link("a", "10.200.0.2", "fd00:200::2", "fe80::1"));
        assertThat(done.restored()).extracting(Lease::address).containsExactly(ip("10.200.0.2"), ip("fd00:200::2"));
        assertThat(done.rewritten()).isEmpty();
        assertThat(files("flatnet")).contains("10.200.0.2", "fd00:200::2");
        assertThat(lease(ipam, "b", SMALL)).containsExactly(ip("10.200.0.3"));
    }

    @Test
    void aLeaseWithoutLinkAndWithoutACallIsFreed() throws Exception {
        Ipam ipam = start();
        lease(ipam, "gone", SMALL);
        lease(ipam, "linked", SMALL);
        lease(ipam, "adding", SMALL);
        ipam.leaseDelegated(owner("macvlan"), List.of(SMALL), List.of());
        Reconciliation done =
                ipam.reconcile(new FakeWitness().link("linked", "10.200.0.3").calls("adding"));
        assertThat(done.freed()).extracting(Lease::owner).containsExactly(owner("gone"));
        assertThat(ipam.leases())
                .extracting(lease -> lease.owner().containerId())
                .containsExactly("linked", "adding", "macvlan");
    }

    @Test
    void twoLinksWithOneAddressAreReported() throws Exception {
        Ipam ipam = start();
        lease(ipam, "b", SMALL);
        Reconciliation done =
                ipam.reconcile(new FakeWitness().link("a", "10.200.0.2").link("b", "10.200.0.2"));
        assertThat(done.problems())
                .singleElement()
                .asString()
                .contains(
                        "two attachments hold 10.200.0.2: eth0 of a on flatnet",
                        "the lease is of eth0 of b on flatnet");
        assertThat(ipam.leases()).extracting(Lease::owner).containsExactly(owner("b"));
    }

    @Test
    void aStaleLeaseGivesWayToTheLinkThatHasItsAddress() throws Exception {
        Ipam ipam = start();
        lease(ipam, "gone", SMALL);
        Reconciliation done = ipam.reconcile(new FakeWitness().link("a", "10.200.0.2"));
        assertThat(done.problems()).isEmpty();
        assertThat(ipam.leases()).extracting(Lease::owner).containsExactly(owner("a"));
        assertThat(restart().leases()).extracting(Lease::owner).containsExactly(owner("a"));
    }

    @Test
    void callsThatEndWhileTheKernelIsAskedAreLeftAlone() throws Exception {
        Ipam ipam = start();
        lease(ipam, "deleted", SMALL);
        Witness slow = new FakeWitness().link("deleted", "10.200.0.2").meanwhile(() -> {
            ipam.release(owner("deleted"));
            lease(ipam, "added", SMALL);
        });
        Reconciliation done = ipam.reconcile(slow);
        assertThat(done.freed()).isEmpty();
        assertThat(done.restored()).isEmpty();
        assertThat(ipam.leases()).extracting(Lease::owner).containsExactly(owner("added"));
    }

    @Test
    void aWitnessThatCannotSeeChangesNothing() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        Witness blind = new FakeWitness().meanwhile(() -> {
            throw new IOException("the dump was interrupted");
        });
        assertThatThrownBy(() -> ipam.reconcile(blind)).hasMessage("the dump was interrupted");
        assertThat(ipam.leases()).hasSize(1);
    }

    @Test
    void aFileThatCameBackAfterAFailedRemovalGoes() throws Exception {
        Ipam ipam = start();
        lease(ipam, "a", SMALL);
        Files.copy(folder().resolve("flatnet/10.200.0.2"), folder().resolve("flatnet/10.200.0.6"));
        ipam.reconcile(new FakeWitness().link("a", "10.200.0.2"));
        assertThat(files("flatnet")).contains("10.200.0.2").doesNotContain("10.200.0.6");
    }

    // ---- the reference's leases

    @Test
    void takesOverHostLocalsLeasesOnce() throws Exception {
        Path data = hostLocal("10.200.0.2", "old\r\neth0");
        Files.writeString(data.resolve("flatnet/10.200.0.3"), "");
        Files.writeString(data.resolve("flatnet/10.200.0.4"), "older");
        Files.writeString(data.resolve("flatnet/last_reserved_ip.0"), "10.200.0.4");
        Files.writeString(data.resolve("flatnet/lock"), "");
        Ipam ipam = start();
        ipam.importHostLocal("flatnet", data, List.of(SMALL));
        ipam.importHostLocal("flatnet", data, List.of(SMALL));
        assertThat(ipam.leases()).extracting(Lease::owner).containsExactly(owner("old"), owner("older"));
        assertThat(problems).singleElement().asString().contains("10.200.0.3 is not taken over: it is empty");
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.5"));
        assertThat(ipam.reconcile(new FakeWitness().link("a", "10.200.0.5")).freed())
                .as("the links of the reference's pods do not bear our name")
                .isEmpty();
        ipam.release(owner("old"));
        assertThat(data.resolve("flatnet/10.200.0.2")).doesNotExist();
        assertThat(data.resolve("flatnet/10.200.0.4")).exists();

        Files.writeString(data.resolve("flatnet/10.200.0.2"), "back\r\neth0");
        ipam = restart();
        ipam.importHostLocal("flatnet", data, List.of(SMALL));
        assertThat(ipam.leases(owner("back"))).as("ours hold now").isEmpty();
        ipam.release(owner("older"));
        assertThat(data.resolve("flatnet/10.200.0.4"))
                .as("known after a restart too")
                .doesNotExist();
    }

    @Test
    void leavesAFileOfHostLocalsThatHasAnotherOwnerSince() throws Exception {
        Path data = hostLocal("10.200.0.2", "old\r\neth0");
        Ipam ipam = start();
        ipam.importHostLocal("flatnet", data, List.of(SMALL));
        Files.writeString(data.resolve("flatnet/10.200.0.2"), "new\r\neth0");
        ipam.release(owner("old"));
        assertThat(data.resolve("flatnet/10.200.0.2")).exists();
    }

    @Test
    void nothingToTakeOverIsNoError() throws Exception {
        Ipam ipam = start();
        ipam.importHostLocal("flatnet", root.resolve("nowhere"), List.of(SMALL));
        assertThat(lease(ipam, "a", SMALL)).containsExactly(ip("10.200.0.2"));
        assertThat(problems).isEmpty();
    }

    // ---- helpers

    private Path hostLocal(String address, String content) throws IOException {
        Path data = root.resolve("host-local");
        Files.createDirectories(data.resolve("flatnet"));
        Files.writeString(data.resolve("flatnet").resolve(address), content);
        return data;
    }

    private Ipam start() throws IOException {
        openAgain();
        Ipam ipam = Objects.requireNonNull(open);
        ipam.serveWithoutWitness();
        return ipam;
    }

    private Ipam restart() throws IOException {
        close();
        return start();
    }

    private void openAgain() throws IOException {
        open = Ipam.open(folder(), "boot-1", FlowCleaner.NONE, Runnable::run, 0, problems::add);
    }

    private void close() throws IOException {
        Objects.requireNonNull(open).close();
    }

    private Path folder() {
        return root.resolve("leases");
    }

    private void wipe() throws IOException {
        if (Files.notExists(folder())) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<String> files(String network) throws IOException {
        try (Stream<Path> files = Files.list(folder().resolve(network))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void fill(Ipam ipam, RangeSet set, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            lease(ipam, "filler-" + i, set);
        }
    }

    private static List<IpAddress> lease(Ipam ipam, String id, RangeSet... sets)
            throws IpamException, InterruptedException {
        return ipam.lease(owner(id), List.of(sets), List.of()).addresses();
    }

    private static RangeSet set(String subnet) {
        return RangeSet.of(AddressRange.of(Cidr.parse(subnet)));
    }

    private static AttachmentId owner(String id) {
        return FakeWitness.owner(id);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }
}
