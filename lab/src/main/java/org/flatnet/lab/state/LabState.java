package org.flatnet.lab.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatnet.lab.plan.LabSpec;

/**
 * A lab as it is remembered. It is written before the first thing is made, so that whatever was made can be found.
 *
 * @param spec what was wanted, from which all names follow
 * @param pods those that are there or were begun
 * @param agents the process of each node's agent, as it was started last
 */
public record LabState(LabSpec spec, List<PodRecord> pods, Map<String, Long> agents) {
    public LabState {
        pods = List.copyOf(pods);
        agents = Map.copyOf(agents);
    }

    /** A lab that has nothing yet. */
    public static LabState begin(LabSpec spec) {
        return new LabState(spec, List.of(), Map.of());
    }

    public Optional<PodRecord> pod(String name) {
        return pods.stream().filter(pod -> pod.name().equals(name)).findFirst();
    }

    /** The same with this pod, in the place of an earlier one of the name. */
    public LabState with(PodRecord pod) {
        List<PodRecord> changed = new ArrayList<>(pods);
        int index = pods.stream().map(PodRecord::name).toList().indexOf(pod.name());
        if (index >= 0) {
            changed.set(index, pod);
        } else {
            changed.add(pod);
        }
        return new LabState(spec, changed, agents);
    }

    /** The same without the pod of this name. */
    public LabState withoutPod(String name) {
        return new LabState(
                spec, pods.stream().filter(pod -> !pod.name().equals(name)).toList(), agents);
    }

    /** The same with an agent's process. */
    public LabState withAgent(String node, long pid) {
        Map<String, Long> changed = new HashMap<>(agents);
        changed.put(node, pid);
        return new LabState(spec, pods, changed);
    }

    /** The same without a node's agent. */
    public LabState withoutAgent(String node) {
        Map<String, Long> changed = new HashMap<>(agents);
        changed.remove(node);
        return new LabState(spec, pods, changed);
    }
}
