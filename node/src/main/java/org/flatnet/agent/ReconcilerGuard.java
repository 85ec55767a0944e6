package org.flatnet.agent;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.flatnet.guard.GuardPlan;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.pod.PodGuard;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.Shape;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.Reconciler;

/** Holds pods to their own addresses by way of the reconciler, which puts back what someone takes away. */
final class ReconcilerGuard implements PodGuard {
    private static final String FEATURE = "pod-guard";

    private final Reconciler reconciler;

    ReconcilerGuard(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public void prepare(Port port) throws IOException {
        reconciler.set(
                key(port.hostLink()), GuardPlan.pod(mode(port.shape()), port.hostLink(), port.mac(), port.addresses()));
    }

    /** Takes note of a pod that an earlier agent attached. */
    void adopt(PodLink link) throws IOException {
        Optional<Desired> plan = plan(link);
        if (plan.isPresent()) {
            reconciler.set(key(link.hostLink()), plan.get());
        }
    }

    /** What a pod that is there needs; nothing for one that cannot be seen. */
    static Optional<Desired> plan(PodLink link) {
        MacAddress mac = link.podMac();
        if (mac == null) {
            return Optional.empty();
        }
        AttachMode mode = link.bridge() == 0 ? AttachMode.ROUTED : AttachMode.BRIDGE;
        List<IpAddress> addresses =
                link.addresses().stream().map(InterfaceAddress::address).toList();
        return Optional.of(GuardPlan.pod(mode, link.hostLink(), mac, addresses));
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
