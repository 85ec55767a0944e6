package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.PortGlance;
import org.flatnet.kernel.route.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where a pod's link belongs.
 *
 * @param index of the link, 0 while it is being made
 * @param mtu of the link as it was made or found, as the pod's end has the same; 0 while it is being made
 * @param bridge null for a routed pod
 * @param port null for a routed pod
 * @param way null for a pod on a bridge
 * @param addresses of the pod
 */
record Place(
        String hostLink,
        String alias,
        int index,
        int mtu,
        @Nullable String bridge,
        HostSide.@Nullable Port port,
        @Nullable Way way,
        List<IpAddress> addresses) {

    /** An attachment that is there already, and makes this one fail, keeps what it uses. */
    static Place of(PodPlan plan, @Nullable Place earlier) {
        List<IpAddress> addresses = new ArrayList<>(earlier == null ? List.of() : earlier.addresses);
        plan.addresses().forEach(address -> addresses.add(address.address().address()));
        BridgePlan bridge = plan.bridge();
        HostSide host = plan.host();
        return new Place(
                host.link(),
                host.alias(),
                0,
                0,
                bridge == null ? null : bridge.name(),
                host.port(),
                bridge == null ? new Way(host.addresses(), host.neighbours()) : null,
                List.copyOf(addresses));
    }

    /**
     * Of an attachment that an earlier agent made.
     *
     * @param own the addresses of the node's end
     */
    static Place of(PodLink pod, @Nullable Link bridge, List<InterfaceAddress> own) {
        // Of an owner whose hash alone is known, the name that the link has is taken for right.
        String hostLink = pod.owner().containerId().startsWith(PodNames.HASH_MARK)
                ? pod.hostLink()
                : PodNames.hostLink(pod.owner());
        String alias = PodNames.alias(pod.owner());
        List<IpAddress> addresses =
                pod.addresses().stream().map(InterfaceAddress::address).toList();
        if (bridge != null) {
            Settings port = pod.port() == null ? Settings.none() : pod.port();
            HostSide.Port asItIs = new HostSide.Port(
                    port.has(BridgePortSetting.ISOLATED, true), port.has(BridgePortSetting.HAIRPIN, true));
            return new Place(hostLink, alias, pod.hostIndex(), pod.mtu(), bridge.name(), asItIs, null, addresses);
        }
        if (pod.isRouted()) {
            return new Place(hostLink, alias, pod.hostIndex(), pod.mtu(), null, null, way(pod, own), addresses);
        }
        // The bridge was deleted while no agent was there. What the pod sees of it tells which shape it had.
        boolean throughNode = pod.addresses().stream()
                .anyMatch(address -> address.prefixLength() == address.family().bits());
        HostSide.Port port = new HostSide.Port(throughNode, !throughNode);
        return new Place(hostLink, alias, pod.hostIndex(), pod.mtu(), Shape.BRIDGE, port, null, addresses);
    }

    private static Way way(PodLink pod, List<InterfaceAddress> own) {
        List<Station> stations = new ArrayList<>();
        if (pod.podMac() != null) {
            for (InterfaceAddress address : pod.addresses()) {
                stations.add(new Station(address.address(), pod.podMac()));
            }
        }
        return new Way(own, stations);
    }

    /** The same of a link that was made. */
    Place of(Attached.Interface link) {
        return new Place(hostLink, alias, link.index(), link.mtu(), bridge, port, way, addresses);
    }

    boolean uses(InterfaceAddress gateway) {
        return Shape.BRIDGE.equals(bridge) && addresses.stream().anyMatch(gateway.cidr()::contains);
    }

    /** Whether the link has its MTU, the name by which the guard knows it and the alias by which all do, and is up. */
    boolean isRight(LinkGlance link) {
        return link.isUp() && link.mtu() == mtu && link.name().equals(hostLink) && alias.equals(link.alias());
    }

    /** Whether a port is set as it must; one that passes nothing may still be on its way there. */
    boolean agrees(@Nullable PortGlance glance) {
        return port == null
                || glance == null
                || !glance.forwards()
                || port.equals(new HostSide.Port(glance.isolated(), glance.hairpin()));
    }
}
