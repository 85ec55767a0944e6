package org.flatnet.agent;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.ipam.Ipam;
import org.flatnet.ipam.Lease;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.flatnet.pod.PodNames;
import org.flatnet.reconcile.Feature;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.Reconciler;
import org.flatnet.reconcile.Status;

/** How it stands with a node, in numbers that are asked for when they are scraped. */
final class NodeGauges {
    private final NodeView view;
    private final Ipam ipam;
    private final Reconciler reconciler;

    private NodeGauges(NodeView view, Ipam ipam, Reconciler reconciler) {
        this.view = view;
        this.ipam = ipam;
        this.reconciler = reconciler;
    }

    static void register(Telemetry telemetry, NodeView view, Ipam ipam, Reconciler reconciler) {
        NodeGauges gauges = new NodeGauges(view, ipam, reconciler);
        List<String> labels = List.of("network", "family");
        telemetry.gauges("flatnet_addresses_held", "Addresses that pods hold.", labels, gauges::held);
        telemetry.gauges(
                "flatnet_addresses_free",
                "Addresses of the node's ranges that no pod holds and that can be given now.",
                labels,
                gauges::free);
        telemetry.gauge(
                "flatnet_peers",
                "Other nodes of the cluster.",
                () -> gauges.peers().count());
        telemetry.gauge(
                "flatnet_peers_programmed",
                "Other nodes of the cluster whose ways the kernel holds whole.",
                gauges::programmed);
        telemetry.gauges(
                "flatnet_keys_failed",
                "Keys of which the kernel refused something that is tried again.",
                List.of("feature"),
                gauges::failed);
    }

    private static String text(IpFamily family) {
        return family.toString().toLowerCase(Locale.ROOT);
    }

    /** The network of the node itself is always there, with a zero: a series that begins late looks like no rise. */
    private Map<List<String>, Integer> held() {
        Map<List<String>, Integer> held = new HashMap<>();
        for (AddressRange range : view.podRanges()) {
            held.put(List.of(PodNames.DEFAULT_NETWORK, text(range.family())), 0);
        }
        for (Lease lease : ipam.leases()) {
            held.merge(List.of(lease.owner().network(), text(lease.address().family())), 1, Integer::sum);
        }
        return held;
    }

    private Map<List<String>, BigInteger> free() {
        Map<List<String>, BigInteger> free = new HashMap<>();
        for (AddressRange range : view.podRanges()) {
            free.merge(
                    List.of(PodNames.DEFAULT_NETWORK, text(range.family())),
                    ipam.use(range).free(),
                    BigInteger::add);
        }
        return free;
    }

    private Stream<String> peers() {
        return reconciler.cluster().nodes().values().stream()
                .map(node -> node.name())
                .filter(name -> !name.equals(view.nodeName()));
    }

    private long programmed() {
        Status status = reconciler.status();
        return status.adopted()
                ? peers().map(name -> new Key(FabricFeature.NAME, name))
                        .filter(key -> !status.failures().containsKey(key)
                                && !status.problems().containsKey(key))
                        .count()
                : 0;
    }

    private Map<List<String>, Integer> failed() {
        Map<List<String>, Integer> failed = new HashMap<>();
        for (Feature<?> feature : Agent.features()) {
            failed.put(List.of(feature.name()), 0);
        }
        for (Key key : reconciler.status().failures().keySet()) {
            failed.merge(List.of(key.feature()), 1, Integer::sum);
        }
        return failed;
    }
}
