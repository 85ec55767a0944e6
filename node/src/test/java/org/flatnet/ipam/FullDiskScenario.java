package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;

/** Fills the disk that it is given with leases, and goes on from there. Run as a process by {@link FullDiskKernelTest}. */
final class FullDiskScenario {
    private static final List<RangeSet> DUAL = List.of(
            RangeSet.of(AddressRange.of(Cidr.parse("10.200.0.0/24"))),
            RangeSet.of(AddressRange.of(Cidr.parse("fd00::/64"))));

    private FullDiskScenario() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0], "leases");
        int held;
        try (Ipam ipam = open(folder)) {
            held = fill(ipam);
            assertThat(held).isGreaterThan(3);
            IpamException refused = refused(ipam);
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            LeaseStoreException.class,
                            e -> assertThat(e.diskFull()).isTrue());
            assertThat(ipam.leases()).hasSize(2 * held);
            assertThat(written(folder))
                    .as("no half of a lease, no temporary file")
                    .hasSize(2 * held);

            ipam.release(owner(0));
            List<IpAddress> given = ipam.lease(owner(1000), DUAL, List.of()).addresses();
            assertThat(given).as("the round goes on").doesNotContain(IpAddress.parse("10.200.0.2"));
        }
        try (Ipam ipam = open(folder)) {
            assertThat(ipam.leases()).as("all that was promised is there").hasSize(2 * held);
            assertThatThrownBy(() -> ipam.lease(owner(2000), DUAL, List.of())).isInstanceOf(LeaseStoreException.class);
            for (Lease lease : ipam.leases()) {
                ipam.release(lease.owner());
            }
            assertThat(fill(ipam)).as("nothing of the failures takes room").isEqualTo(held);
        }
        System.out.println("a full disk was survived");
    }

    private static int fill(Ipam ipam) throws InterruptedException {
        for (int count = 0; ; count++) {
            try {
                ipam.lease(owner(count), DUAL, List.of());
            } catch (IpamException e) {
                return count;
            }
        }
    }

    private static IpamException refused(Ipam ipam) throws InterruptedException {
        try {
            ipam.lease(owner(999), DUAL, List.of());
        } catch (IpamException e) {
            return e;
        }
        throw new AssertionError("a lease was written to a full disk");
    }

    private static Ipam open(Path folder) throws IOException {
        List<IpamProblem> problems = new ArrayList<>();
        Ipam ipam = Ipam.open(folder, "boot", FlowCleaner.NONE, Runnable::run, 0, problems::add);
        ipam.serveWithoutWitness();
        assertThat(problems).isEmpty();
        return ipam;
    }

    private static List<String> written(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("flatnet"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".last"))
                    .toList();
        }
    }

    private static AttachmentId owner(int number) {
        return FakeWitness.owner("c" + number);
    }
}
