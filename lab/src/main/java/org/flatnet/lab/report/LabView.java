package org.flatnet.lab.report;

import java.nio.file.Path;
import java.util.List;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;

/**
 * A lab as it is now.
 *
 * @param checks what was tried; empty where nothing was
 */
public record LabView(Topology topology, List<Node> nodes, List<Pod> pods, List<Check> checks) {

    /**
     * A node.
     *
     * @param ready whether a kubelet would call it ready
     * @param condition why, or why not
     * @param cniBin its folder of CNI executables
     * @param cniConf its folder of CNI configurations
     * @param agentPid the agent's process, 0 where none runs
     */
    public record Node(NodePlan plan, boolean ready, String condition, Path cniBin, Path cniConf, long agentPid) {}

    /**
     * A pod.
     *
     * @param namespace the name of its network namespace
     */
    public record Pod(PodView view, String namespace) {}

    public LabView {
        nodes = List.copyOf(nodes);
        pods = List.copyOf(pods);
        checks = List.copyOf(checks);
    }

    public LabView withChecks(List<Check> newChecks) {
        return new LabView(topology, nodes, pods, newChecks);
    }

    public long failed() {
        return checks.stream().filter(check -> !check.ok()).count();
    }

    public long passed() {
        return checks.size() - failed();
    }

    public boolean allReady() {
        return nodes.stream().allMatch(Node::ready);
    }
}
