package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.state.LabHome;
import org.jspecify.annotations.Nullable;

/**
 * The Node objects of a lab, as the API of a cluster would give them, in the folder that all agents watch: one of the
 * lab's own, or the user's, where they are one file that goes with the lab.
 */
final class Manifests {
    private static final String PREFIX = "flatnet-lab-";
    private static final String SUFFIX = "-nodes.yaml";

    private Manifests() {}

    /** The folder that the agents of a lab watch. */
    static Path folder(LabHome home, LabSpec spec) {
        @Nullable Path given = spec.manifests();
        return given == null ? home.manifests(spec.name()) : given;
    }

    /** Writes the file as a whole, so that no agent ever reads half of it. */
    static void write(LabHome home, Topology topology) throws IOException {
        LabSpec spec = topology.spec();
        Path folder = folder(home, spec);
        if (spec.manifests() == null) {
            Files.createDirectories(folder);
        } else {
            checkGiven(folder, spec.name());
        }
        StringBuilder text = new StringBuilder();
        topology.nodes().forEach(node -> text.append(object(node)));
        Path file = file(folder, spec.name());
        Path fresh = folder.resolve("." + file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Two labs in one folder would give one name to two nodes. */
    private static void checkGiven(Path folder, String lab) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("--manifests " + folder + ": there is no such folder");
        }
        try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path other : others) {
                if (!other.equals(file(folder, lab))) {
                    throw new IOException("--manifests " + folder + ": another lab uses this folder, see "
                            + other.getFileName() + "; give each lab a folder of its own");
                }
            }
        }
    }

    static void delete(LabHome home, LabSpec spec) throws IOException {
        Path file = file(folder(home, spec), spec.name());
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".new"));
        Files.deleteIfExists(file);
    }

    private static Path file(Path folder, String lab) {
        return folder.resolve(PREFIX + lab + SUFFIX);
    }

    private static String object(NodePlan node) {
        StringBuilder text = new StringBuilder()
                .append("apiVersion: v1\n")
                .append("kind: Node\n")
                .append("metadata:\n")
                .append("  name: ")
                .append(node.name())
                .append('\n')
                .append("  uid: ")
                .append(node.uid())
                .append('\n')
                .append("spec:\n")
                .append("  podCIDR: \"")
                .append(node.podCidrs().getFirst())
                .append("\"\n")
                .append("  podCIDRs:\n");
        for (Cidr range : node.podCidrs()) {
            text.append("  - \"").append(range).append("\"\n");
        }
        text.append("status:\n").append("  addresses:\n");
        for (IpAddress address : node.ownAddresses()) {
            text.append("  - type: InternalIP\n")
                    .append("    address: \"")
                    .append(address)
                    .append("\"\n");
        }
        return text.append("  - type: Hostname\n")
                .append("    address: ")
                .append(node.name())
                .append('\n')
                .append("---\n")
                .toString();
    }
}
