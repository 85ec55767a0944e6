package org.flatnet.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatnet.lab.cloud.SourceCheckRules.Drops;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.SourceCheck;
import org.flatnet.lab.plan.Topology;

/**
 * Tells of a failed check whether the cloud's source/destination check is the cause: if it dropped packets at the port
 * of a node at either end meanwhile.
 */
final class SourceCheckCause {
    private final Topology topology;
    private final List<PodView> pods;
    private final Map<String, Drops> dropped;

    /** @param dropped what was dropped while the checks ran, by the owners of the ports */
    SourceCheckCause(Topology topology, List<PodView> pods, Map<String, Drops> dropped) {
        this.topology = topology;
        this.pods = List.copyOf(pods);
        this.dropped = Map.copyOf(dropped);
    }

    /** The check, with the cause named if it is this. */
    Check explain(Check check) {
        Optional<NodePlan> from = nodeOf(check.from());
        Optional<NodePlan> to = nodeOf(check.to());
        if (check.ok() || from.equals(to)) {
            return check;
        }
        List<String> causes = new ArrayList<>();
        for (SourceCheck place : topology.sourceChecks()) {
            Drops drops = dropped.getOrDefault(place.owner(), new Drops(0, 0));
            boolean ofFrom = from.map(node -> watches(place, node)).orElse(false);
            boolean ofTo = to.map(node -> watches(place, node)).orElse(false);
            if ((ofFrom || ofTo) && drops.from() > 0) {
                causes.add(drops.from() + " packets from " + place.owner() + " with a source that is not its own");
            }
            if ((ofFrom || ofTo) && drops.to() > 0) {
                causes.add(drops.to() + " packets to " + place.owner() + " for a destination that is not its own");
            }
        }
        return causes.isEmpty()
                ? check
                : check.withDetail(check.detail() + "; the cause: the cloud's source/destination check dropped "
                        + String.join(" and ", causes)
                        + ": turn it off (--source-dest-check off), or use an overlay (--mode vxlan)");
    }

    private static boolean watches(SourceCheck place, NodePlan node) {
        return place.allowed().containsAll(node.ownAddresses());
    }

    /** The node that a place is, or is on; empty for outside. A container is told by its pod's name and a slash. */
    private Optional<NodePlan> nodeOf(String place) {
        String name = place.contains("/") ? place.substring(0, place.indexOf('/')) : place;
        return topology.node(name)
                .or(() -> pods.stream()
                        .filter(pod -> pod.name().equals(name))
                        .findFirst()
                        .flatMap(pod -> topology.node(pod.node())));
    }
}
