package org.flatnet.pod;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.RouteSocket;

/** Takes over what an earlier agent made, and puts right what somebody changed while no agent was there. */
final class Adoption {
    private final String nodeName;
    private final Bridges bridges;
    private final Places places;
    private final Gateways gateways;
    private final BridgeRepair bridgeRepair;
    private final LinkRepair linkRepair;

    Adoption(
            String nodeName,
            Bridges bridges,
            Places places,
            Gateways gateways,
            BridgeRepair bridgeRepair,
            LinkRepair linkRepair) {
        this.nodeName = nodeName;
        this.bridges = bridges;
        this.places = places;
        this.gateways = gateways;
        this.bridgeRepair = bridgeRepair;
        this.linkRepair = linkRepair;
    }

    /** The attachments, as they are now. */
    List<PodLink> run(Lane lane) throws IOException {
        RouteSocket host = lane.host();
        Map<Integer, Link> links = new HashMap<>();
        host.links().forEach(link -> links.put(link.index(), link));
        List<PodLink> pods = new PodLinks(host).list();
        for (PodLink pod : pods) {
            List<InterfaceAddress> own = pod.isRouted() ? Bridges.globalAddresses(host, pod.hostIndex()) : List.of();
            places.remember(pod.owner(), Place.of(pod, links.get(pod.bridge()), own));
        }
        for (Link link : links.values()) {
            if (link.kind() instanceof Bridge && BridgePlan.ALIAS.equals(link.alias())) {
                adoptBridge(lane, link);
            }
        }
        return linkRepair.repairAll(host) ? new PodLinks(host).list() : pods;
    }

    private void adoptBridge(Lane lane, Link link) throws IOException {
        BridgePlan plan = BridgePlan.own(nodeName, link.name(), Bridges.globalAddresses(lane.host(), link.index()));
        bridges.ensure(lane, plan);
        gateways.noteUsed(plan);
        bridgeRepair.putBack(lane.host(), plan.name(), link.index());
    }
}
