package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.ipam.Leases;
import org.flatnet.ipam.RangeSet;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.flatnet.pod.AttachRequest;
import org.flatnet.pod.PodAddress;
import org.flatnet.pod.PodRoute;
import org.flatnet.pod.Shape;
import org.jspecify.annotations.Nullable;

/** From a network configuration to what an attachment is to be. */
final class AttachmentPlans {
    private final NodeNetwork node;

    AttachmentPlans(NodeNetwork node) {
        this.node = node;
    }

    /**
     * What is known of an attachment before it has addresses.
     *
     * @param ranges each gives it one address; none for a link without
     * @param nodesRanges whether they are the node's own, on which networks of other names may draw too
     * @param importFrom where the reference plugin's leases may be; null for nowhere
     * @param masqueraded whether its own configuration asks for it
     */
    record Plan(
            AttachmentId id,
            Shape shape,
            List<RangeSet> ranges,
            boolean nodesRanges,
            List<PodRoute> routes,
            int mtu,
            @Nullable MacAddress mac,
            @Nullable HostLocalIpam importFrom,
            boolean masqueraded) {

        AttachRequest request(List<Leases.Given> given) {
            List<PodAddress> addresses = given.stream()
                    .map(one -> new PodAddress(one.inSubnet(), one.range().gateway()))
                    .toList();
            return new AttachRequest(id, shape, addresses, routes, mtu, mac, masqueraded);
        }

        /** What an earlier ADD made. */
        AttachRequest previously(PreviousAttachment previous) {
            int made = previous.mtu() == 0 ? mtu : previous.mtu();
            List<PodAddress> addresses =
                    previous.podAddresses().stream().map(this::inSubnet).toList();
            return new AttachRequest(id, shape, addresses, routes, made, previous.mac(), masqueraded);
        }

        /** A result tells the prefix that the pod has, which may be its own alone; the bridge has the subnet's. */
        private PodAddress inSubnet(PodAddress told) {
            IpAddress address = told.address().address();
            for (RangeSet set : ranges) {
                AddressRange range = set.rangeOf(address);
                if (range != null) {
                    return new PodAddress(
                            new InterfaceAddress(address, range.subnet().prefixLength()), told.gateway());
                }
            }
            return told;
        }
    }

    /** The plan of an ADD or CHECK. */
    Plan of(CniRequest request) throws CniException {
        return switch (request.config()) {
            case FlatnetConfig config -> flatnet(request, config);
            case BridgeConfig config -> bridge(request, config);
            case PtpConfig config -> ptp(request, config);
            case HostLocalConfig _, LoopbackConfig _, PortmapConfig _ ->
                throw new IllegalArgumentException("no link is made for " + request);
        };
    }

    private Plan flatnet(CniRequest request, FlatnetConfig config) throws CniException {
        AttachMode mode = config.attach() == null ? node.attachMode() : config.attach();
        List<List<AddressRange>> ranges = new ArrayList<>(config.rangeSets());
        boolean nodesRanges = config.drawsOnNode();
        if (nodesRanges) {
            node.podRanges().forEach(range -> ranges.add(List.of(range)));
        }
        if (ranges.isEmpty()) {
            throw new CniException(
                    CniCode.TRY_AGAIN_LATER,
                    "node " + node.nodeName() + " has no pod range yet: expected spec.podCIDRs in its Node object");
        }
        return new Plan(
                request.attachment(),
                Shape.of(mode),
                sets(ranges),
                nodesRanges,
                routes(config.routes()),
                config.mtu() == 0 ? node.podMtu() : config.mtu(),
                request.requestedMac(),
                null,
                false);
    }

    private static Plan bridge(CniRequest request, BridgeConfig config) {
        Shape shape = Shape.Bridged.reference(
                config.bridge(),
                config.isGateway(),
                config.isDefaultGateway(),
                config.forceAddress(),
                config.hairpin(),
                config.promiscuous(),
                config.portIsolation(),
                config.enableDad(),
                config.disableContainerInterface());
        HostLocalIpam ipam = config.ipam();
        return new Plan(
                request.attachment(),
                shape,
                ipam == null ? List.of() : sets(ipam),
                false,
                ipam == null ? List.of() : routes(ipam.routes()),
                config.mtu(),
                request.requestedMac(),
                ipam,
                config.masquerade());
    }

    private static Plan ptp(CniRequest request, PtpConfig config) {
        return new Plan(
                request.attachment(),
                new Shape.Routed(true),
                sets(config.ipam()),
                false,
                routes(config.ipam().routes()),
                config.mtu(),
                request.requestedMac(),
                config.ipam(),
                config.masquerade());
    }

    static List<RangeSet> sets(HostLocalIpam ipam) {
        return sets(ipam.rangeSets());
    }

    private static List<RangeSet> sets(List<List<AddressRange>> sets) {
        return sets.stream().map(RangeSet::new).toList();
    }

    private static List<PodRoute> routes(List<CniResult.Route> routes) {
        return routes.stream()
                .map(route -> new PodRoute(
                        route.destination(),
                        route.gateway(),
                        route.mtu(),
                        route.advertisedSegmentSize(),
                        route.priority(),
                        route.table(),
                        route.scope()))
                .toList();
    }
}
