package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where a pod's link belongs.
 *
 * @param index of the link, 0 while it is being made
 * @param bridge null for a routed pod
 * @param port null for a routed pod
 * @param addresses of the pod
 */
record Place(
        String hostLink, int index, @Nullable String bridge, HostSide.@Nullable Port port, List<IpAddress> addresses) {

    /** An attachment that is there already, and makes this one fail, keeps what it uses. */
    static Place of(PodPlan plan, @Nullable Place earlier) {
        List<IpAddress> addresses = new ArrayList<>(earlier == null ? List.of() : earlier.addresses);
        plan.addresses().forEach(address -> addresses.add(address.address().address()));
        BridgePlan bridge = plan.bridge();
        return new Place(
                plan.host().link(),
                0,
                bridge == null ? null : bridge.name(),
                plan.host().port(),
                List.copyOf(addresses));
    }

    /** Of an attachment that an earlier agent made. */
    static Place of(PodLink pod, @Nullable Link bridge) {
        // Of an owner whose hash alone is known, the name that the link has is taken for right.
        String hostLink = pod.owner().containerId().startsWith(PodNames.HASH_MARK)
                ? pod.hostLink()
                : PodNames.hostLink(pod.owner());
        List<IpAddress> addresses =
                pod.addresses().stream().map(InterfaceAddress::address).toList();
        if (bridge != null) {
            Settings port = pod.port() == null ? Settings.none() : pod.port();
            return new Place(
                    hostLink,
                    pod.hostIndex(),
                    bridge.name(),
                    new HostSide.Port(
                            port.has(BridgePortSetting.ISOLATED, true), port.has(BridgePortSetting.HAIRPIN, true)),
                    addresses);
        }
        if (pod.isRouted()) {
            return new Place(hostLink, pod.hostIndex(), null, null, addresses);
        }
        // The bridge was deleted while no agent was there. What the pod sees of it tells which shape it had.
        boolean throughNode = pod.addresses().stream()
                .anyMatch(address -> address.prefixLength() == address.family().bits());
        return new Place(
                hostLink, pod.hostIndex(), Shape.BRIDGE, new HostSide.Port(throughNode, !throughNode), addresses);
    }

    Place at(int newIndex) {
        return new Place(hostLink, newIndex, bridge, port, addresses);
    }

    boolean uses(InterfaceAddress gateway) {
        return Shape.BRIDGE.equals(bridge) && addresses.stream().anyMatch(gateway.cidr()::contains);
    }

    /** Whether the link has the name by which the guard knows it, and is up; while it is being made it may not be. */
    boolean isRight(LinkGlance link) {
        return link.name().equals(hostLink) && (link.isUp() || link.index() != index);
    }
}
