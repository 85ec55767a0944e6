package org.flatnet.lab.run;

import java.io.IOException;
import java.util.Optional;
import org.flatnet.lab.cni.CniFailure;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.state.LabHome;

/** A node's kubelet, as far as the network knows it: whether the node is ready. */
final class Kubelet {
    private final LabHome home;
    private final PodProgram program;
    private final String lab;

    Kubelet(LabHome home, PodProgram program, String lab) {
        this.home = home;
        this.program = program;
        this.lab = lab;
    }

    /** Whether a node is ready, and why or why not. */
    record Condition(boolean ready, String message) {}

    /** The caller of the node's plugins. */
    Libcni libcni(NodePlan node) {
        return new Libcni(
                program,
                home.namespace(lab, node.name()),
                home.cniBin(lab, node),
                home.nodeRoot(lab, node).resolve("var/lib/cni/results"));
    }

    /** The network that the node's pods are put on, if it is configured. */
    Optional<NetworkList> network(NodePlan node) throws IOException {
        return NetworkList.firstIn(home.cniConf(lab, node));
    }

    /** The network that the node's pods are put on, which must be configured. */
    NetworkList requireNetwork(NodePlan node) throws IOException {
        return network(node)
                .orElseThrow(
                        () -> new IOException(node.name() + " has no CNI configuration in " + home.cniConf(lab, node)));
    }

    /** Asks as a kubelet does by way of its runtime: a configuration in the folder, and STATUS of each plugin. */
    Condition condition(NodePlan node) {
        try {
            Optional<NetworkList> network = network(node);
            if (network.isEmpty()) {
                return new Condition(false, "cni plugin not initialized");
            }
            libcni(node).status(network.get());
            return new Condition(true, "STATUS answered by " + network.get().types());
        } catch (CniFailure e) {
            return new Condition(false, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Condition(false, "cni plugin not initialized: " + e.getMessage());
        }
    }
}
