package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flatnet.ipam.Lease;
import org.flatnet.ipam.LeaseKeeper;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.PodNames;

/**
 * The ranges that the node has had since boot, a line each in a file under /run, which is gone with the pods. The Node
 * object tells the present ones alone, and pods of earlier ones may still be there. Any thread may call.
 */
final class NodeRanges {
    private final Path file;
    private final Set<Cidr> ranges;

    private NodeRanges(Path file, Set<Cidr> ranges) {
        this.file = file;
        this.ranges = ranges;
    }

    /** Reads the file; a line that is no range tells of none. */
    static NodeRanges load(Path file) throws IOException {
        Set<Cidr> ranges = new LinkedHashSet<>();
        try {
            for (String line : Files.readAllLines(file)) {
                try {
                    ranges.add(Cidr.parse(line));
                } catch (IllegalArgumentException e) {
                    // someone has written there
                }
            }
        } catch (NoSuchFileException e) {
            // none was noted yet
        }
        return new NodeRanges(file, ranges);
    }

    /** Takes note of ranges before pods get addresses of them. */
    synchronized void note(Collection<Cidr> present) throws IOException {
        if (ranges.addAll(present)) {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, ranges.stream().map(Cidr::toString).toList());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** All of them, in the order in which the node had them first. */
    synchronized List<Cidr> all() {
        return List.copyOf(ranges);
    }

    /** An address that a pod of a network has. */
    record Holding(String network, IpAddress address) {
        static List<Holding> of(PodLink link) {
            return link.addresses().stream()
                    .map(address -> new Holding(link.owner().network(), address.address()))
                    .toList();
        }

        /** Those of pods whose links are Flatnet's. */
        static List<Holding> ofLeases(Collection<Lease> leases) {
            return leases.stream()
                    .filter(lease -> lease.keeper() instanceof LeaseKeeper.Link)
                    .map(lease -> new Holding(lease.owner().network(), lease.address()))
                    .toList();
        }
    }

    /**
     * Addresses that pods have of earlier ranges, whatever their networks are called. Those of a network with ranges of its
     * own are none: they never were the node's. Where the file was wiped, the default network is taken to have none.
     */
    Set<Cidr> heldBeside(Collection<Holding> holdings, Collection<Cidr> present) {
        List<Cidr> known = all();
        return holdings.stream()
                .filter(holding -> !isIn(present, holding.address()))
                .filter(holding -> holding.network().equals(PodNames.DEFAULT_NETWORK) || isIn(known, holding.address()))
                .map(holding -> Cidr.host(holding.address()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isIn(Collection<Cidr> ranges, IpAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
