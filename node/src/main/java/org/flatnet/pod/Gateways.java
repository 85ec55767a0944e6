package org.flatnet.pod;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.sys.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways of Flatnet's own bridge: those of new pods, and of earlier ranges as long as pods use them. */
final class Gateways {
    private static final Logger LOG = LoggerFactory.getLogger(Gateways.class);

    private final Lanes lanes;
    private final Bridges bridges;
    private final Places places;

    /** That the bridge has for pods, now or earlier. What else is there is someone's. */
    private final Set<InterfaceAddress> all = ConcurrentHashMap.newKeySet();
    /** Empty while they are not known. */
    private volatile List<InterfaceAddress> ofNewPods = List.of();

    Gateways(Lanes lanes, Bridges bridges, Places places) {
        this.lanes = lanes;
        this.bridges = bridges;
        this.places = places;
    }

    /** From now on new pods use these. */
    void change(List<InterfaceAddress> next) {
        ofNewPods = List.copyOf(next);
    }

    /** Takes note of the addresses that the bridge is to have. */
    void note(BridgePlan bridge) {
        if (bridge.own()) {
            all.addAll(bridge.addresses());
        }
    }

    /** Takes note of those of its addresses that pods use. */
    void noteUsed(BridgePlan bridge) {
        bridge.addresses().stream().filter(places::isUsed).forEach(all::add);
    }

    private boolean isRetired(InterfaceAddress gateway) {
        return !ofNewPods.isEmpty() && !ofNewPods.contains(gateway) && all.contains(gateway) && !places.isUsed(gateway);
    }

    /** Takes gateways of earlier ranges away that no pod uses any more. Nobody waits for it: the next pod's end tries again. */
    void retire() throws IOException {
        Bridges.Known bridge = bridges.find(Shape.BRIDGE);
        if (bridge == null || bridge.plan().addresses().stream().noneMatch(this::isRetired)) {
            return;
        }
        try (Lanes.Lease lease = lanes.take()) {
            for (InterfaceAddress gateway : bridges.retire(lease.lane().host(), Shape.BRIDGE, this::isRetired)) {
                LOG.info("the bridge {} has lost the gateway {}: its last pod has gone", Shape.BRIDGE, gateway);
            }
        } catch (KernelException e) {
            LOG.warn("the bridge {} keeps a gateway that no pod uses: {}", Shape.BRIDGE, e.getMessage());
        }
    }
}
