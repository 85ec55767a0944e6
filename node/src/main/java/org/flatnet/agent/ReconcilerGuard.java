package org.flatnet.agent;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flatnet.guard.GuardPlan;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.masquerade.MasqueradedPods;
import org.flatnet.model.AttachMode;
import org.flatnet.pod.PodGuard;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.Shape;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.Reconciler;

/** Holds pods to their own addresses, and has those masqueraded whose networks ask for it, by way of the reconciler, which puts back what someone takes away. */
final class ReconcilerGuard implements PodGuard {
    private static final String FEATURE = "pod-guard";

    private final Reconciler reconciler;

    ReconcilerGuard(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public void prepare(Port port) throws IOException {
        Desired guarded = GuardPlan.pod(mode(port.shape()), port.hostLink(), port.mac(), port.addresses());
        reconciler.set(key(port.hostLink()), guarded.and(MasqueradedPods.plan(port.masqueraded())));
    }

    /**
     * Takes note of a pod that an earlier agent attached.
     *
     * @param masqueraded what that agent masqueraded: {@link MasqueradedPods#held}
     */
    void adopt(PodLink link, Map<IpAddress, InterfaceAddress> masqueraded) throws IOException {
        Optional<Desired> plan = plan(link, masqueraded);
        if (plan.isPresent()) {
            reconciler.set(key(link.hostLink()), plan.get());
        }
    }

    /** What a pod that is there needs; nothing for one that cannot be seen. */
    static Optional<Desired> plan(PodLink link, Map<IpAddress, InterfaceAddress> masqueraded) {
        MacAddress mac = link.podMac();
        if (mac == null) {
            return Optional.empty();
        }
        AttachMode mode = link.isRouted() ? AttachMode.ROUTED : AttachMode.BRIDGE;
        List<IpAddress> addresses =
                link.addresses().stream().map(InterfaceAddress::address).toList();
        List<InterfaceAddress> itsMasqueraded = addresses.stream()
                .filter(masqueraded::containsKey)
                .map(masqueraded::get)
                .toList();
        Desired guarded = GuardPlan.pod(mode, link.hostLink(), mac, addresses);
        return Optional.of(guarded.and(MasqueradedPods.plan(itsMasqueraded)));
    }

    private static AttachMode mode(Shape shape) {
        return switch (shape) {
            case Shape.Bridged _ -> AttachMode.BRIDGE;
            case Shape.Routed _ -> AttachMode.ROUTED;
        };
    }

    @Override
    public void remove(Collection<String> hostLinks) {
        List<Key> keys = hostLinks.stream().map(ReconcilerGuard::key).toList();
        reconciler.remove(keys);
    }

    static Key key(String hostLink) {
        return new Key(FEATURE, hostLink);
    }
}
