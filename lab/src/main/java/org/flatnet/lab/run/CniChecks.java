package org.flatnet.lab.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.cni.Attachment;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.state.PodRecord;

/** Has the plugin itself tell, by CHECK, GC and STATUS, and looks at the addresses that it gave. */
final class CniChecks {
    private static final int AT_ONCE = 4;

    private final Topology topology;
    private final Kubelet kubelet;
    private final PodRuntime runtime;

    CniChecks(Topology topology, Kubelet kubelet, PodRuntime runtime) {
        this.topology = topology;
        this.kubelet = kubelet;
        this.runtime = runtime;
    }

    /** Something that the plugin is asked to do. */
    private interface Call {
        String run() throws IOException;
    }

    List<Check> run(List<PodRecord> pods) throws IOException {
        List<Check> checks = new ArrayList<>(List.of(unique(pods)));
        Parallel.map(topology.nodes(), AT_ONCE, node -> ofNode(node, pods)).forEach(checks::addAll);
        return checks;
    }

    private Check unique(List<PodRecord> pods) {
        List<IpAddress> all = new ArrayList<>();
        pods.forEach(pod -> all.addAll(pod.addresses()));
        Set<IpAddress> seen = new HashSet<>();
        Set<IpAddress> twice =
                all.stream().filter(address -> !seen.add(address)).collect(Collectors.toSet());
        List<IpAddress> strangers = all.stream()
                .filter(address -> topology.clusterCidrs().stream().noneMatch(cidr -> cidr.contains(address)))
                .toList();
        boolean ok = twice.isEmpty() && strangers.isEmpty();
        String detail = ok
                ? all.size() + " addresses, each once, all of them in the nodes' ranges"
                : "given twice: " + twice + ", in no node's range: " + strangers;
        return new Check("unique addresses", CheckKind.CNI, "unique addresses", "", "", "", ok, detail, 0);
    }

    /** GC comes before CHECK, which then proves that nothing valid was collected. */
    private List<Check> ofNode(NodePlan node, List<PodRecord> pods) {
        List<PodRecord> own =
                pods.stream().filter(pod -> pod.node().equals(node.name())).toList();
        List<Attachment> valid = own.stream().map(runtime::attachment).toList();
        List<Check> checks = new ArrayList<>();
        checks.add(call("STATUS", node.name(), () -> {
            kubelet.libcni(node).status(kubelet.requireNetwork(node));
            return "the node can take pods";
        }));
        checks.add(call("GC", node.name(), () -> {
            kubelet.libcni(node).collectGarbage(kubelet.requireNetwork(node), valid);
            return "valid attachments: " + valid.size();
        }));
        for (PodRecord pod : own) {
            checks.add(call("CHECK", pod.name(), () -> {
                kubelet.libcni(node).check(kubelet.requireNetwork(node), runtime.attachment(pod));
                return "as its ADD left it";
            }));
        }
        return checks;
    }

    private static Check call(String command, String place, Call call) {
        long begin = System.nanoTime();
        String detail;
        boolean ok = true;
        try {
            detail = call.run();
        } catch (IOException e) {
            detail = String.valueOf(e.getMessage());
            ok = false;
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin);
        return new Check(command + " " + place, CheckKind.CNI, command, place, "", "", ok, detail, micros);
    }
}
