package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Settings;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts bridges that somebody deleted or changed right, and their ports. */
final class BridgeRepair {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeRepair.class);

    private final Lanes lanes;
    private final Bridges bridges;
    private final Places places;

    BridgeRepair(Lanes lanes, Bridges bridges, Places places) {
        this.lanes = lanes;
        this.bridges = bridges;
        this.places = places;
    }

    /** Makes a bridge unless it is there. Pods that hung off an earlier one of that name hang off this one then. */
    void ensure(Lane lane, BridgePlan plan) throws IOException {
        Bridges.Known before = bridges.find(plan.name());
        int index = bridges.ensure(lane, plan);
        if (before == null || before.index() != index) {
            putBack(lane.host(), plan.name(), index);
        }
    }

    /** Puts a bridge and its ports right. */
    HostKeeper.Repair repair(String name) throws IOException {
        Bridges.Known known = bridges.find(name);
        if (known == null) {
            return HostKeeper.Repair.NOT_NEEDED;
        }
        try (Lanes.Lease lease = lanes.take()) {
            RouteSocket host = lease.lane().host();
            boolean whole = isWhole(host, known);
            int index = whole ? known.index() : bridges.restore(lease.lane(), known.plan());
            int put = putBack(host, name, index);
            if (whole && put == 0) {
                return HostKeeper.Repair.NOT_NEEDED;
            }
            LOG.warn("the bridge {} or its ports had been changed by someone and were put right: {} ports", name, put);
            return HostKeeper.Repair.DONE;
        }
    }

    private static boolean isWhole(RouteSocket host, Bridges.Known known) throws KernelException {
        Link there = host.link(known.plan().name());
        return there != null
                && there.index() == known.index()
                && there.isUp()
                && Bridges.globalAddresses(host, there.index())
                        .containsAll(known.plan().addresses());
    }

    /** Makes the links of a bridge's pods its ports again; how many were not. */
    int putBack(RouteSocket host, String bridge, int index) throws KernelException {
        List<Request> requests = new ArrayList<>();
        int put = 0;
        for (Link link : host.links()) {
            Place place = places.ofAlias(link.alias());
            if (place == null
                    || place.port() == null
                    || !bridge.equals(place.bridge())
                    || !(link.kind() instanceof Veth)) {
                continue;
            }
            Settings settings = PodObjects.port(place.port());
            if (link.master() != index || link.port() == null || !link.port().covers(settings)) {
                requests.add(LinkChange.of(link.index()).master(index).request());
                requests.add(LinkChange.of(link.index()).port(settings).request());
                put++;
            }
        }
        for (Outcome outcome : host.executeAll(requests)) {
            if (outcome instanceof Outcome.Failed(KernelException cause) && !cause.isNotFound()) {
                throw cause;
            }
        }
        return put;
    }
}
