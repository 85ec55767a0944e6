package org.flatnet.lab.state;

import java.nio.file.Path;
import java.util.Optional;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Where labs keep what they have.
 *
 * <pre>
 *  ROOT/lab/target/flatnet-pod            the program of pods and hosts
 *  ROOT/.flatnet/labs/NAME/lab.json       the lab's state
 *  ROOT/.flatnet/labs/NAME/manifests/     what the agents watch
 *  ROOT/.flatnet/labs/NAME/NODE/          a node's root folder: etc, opt, run and var, and agent.log
 *  /run/netns/NAME-PLACE                  the names of the lab's network namespaces
 * </pre>
 *
 * @param root the checkout
 * @param program the executable flatnet-pod
 * @param namespaces the folder where named network namespaces are
 */
public record LabHome(Path root, Path program, Path namespaces) {
    /** Where {@code ip netns} looks. */
    public static final Path NAMESPACES = Path.of("/run/netns");

    private static final String VARIABLE = "FLATNET_HOME";

    public LabHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The checkout that the variable FLATNET_HOME names, or else the current folder. */
    public static LabHome fromEnvironment() {
        @Nullable String home = System.getenv(VARIABLE);
        Path root = Path.of(Optional.ofNullable(home).orElse(""));
        return new LabHome(root, root.toAbsolutePath().resolve("lab/target/flatnet-pod"), NAMESPACES);
    }

    /** The folder of all labs. */
    public Path labs() {
        return root.resolve(".flatnet/labs");
    }

    public Path folder(String lab) {
        return labs().resolve(lab);
    }

    public Path stateFile(String lab) {
        return folder(lab).resolve("lab.json");
    }

    /** The lab's own folder of manifests. */
    public Path manifests(String lab) {
        return folder(lab).resolve("manifests");
    }

    /** A node's root folder, as an agent's {@code --root} takes it. */
    public Path nodeRoot(String lab, NodePlan node) {
        return folder(lab).resolve(node.name());
    }

    public Path cniBin(String lab, NodePlan node) {
        return nodeRoot(lab, node).resolve("opt/cni/bin");
    }

    public Path cniConf(String lab, NodePlan node) {
        return nodeRoot(lab, node).resolve("etc/cni/net.d");
    }

    public Path agentLog(String lab, NodePlan node) {
        return nodeRoot(lab, node).resolve("agent.log");
    }

    /** The file that stands for the namespace of a place: a node, a pod, vpc or outside. */
    public Path namespace(String lab, String place) {
        return namespaces.resolve(Topology.namespace(lab, place));
    }
}
