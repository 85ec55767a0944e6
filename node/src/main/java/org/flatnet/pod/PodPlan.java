package org.flatnet.pod;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel holds for an attachment: the bridge, the node's side and the inside of the pod. Pure.
 *
 * <p>A routed pod's gateways are 169.254.1.1 and fe80::1, which no link has: the pod has a permanent neighbour entry for
 * them with the hardware address of the node's end, and the node has one for each address of the pod. So neither side
 * ever asks; the node has no address more that it might pick as a source or that another pod could reach; and nothing
 * rests on proxy ARP or on how the node answers ARP.
 *
 * @param bridge null for a routed pod
 * @param addresses as the pod sees them, each with its gateway
 * @param routes those that were asked for and the default routes, each with its gateway
 */
public record PodPlan(
        AttachmentId id,
        @Nullable BridgePlan bridge,
        HostSide host,
        Inside inside,
        List<PodAddress> addresses,
        List<PodRoute> routes) {
    static final IpAddress LINK_GATEWAY_IPV4 = IpAddress.parse("169.254.1.1");
    static final IpAddress LINK_GATEWAY_IPV6 = IpAddress.parse("fe80::1");

    /** Also refuses what cannot be made, with {@link IllegalArgumentException}. */
    public static PodPlan of(String nodeName, AttachRequest request) {
        return new Planner(nodeName, request).plan();
    }

    /** The gateway that a routed pod has. */
    public static IpAddress linkGateway(IpFamily family) {
        return family == IpFamily.IPV4 ? LINK_GATEWAY_IPV4 : LINK_GATEWAY_IPV6;
    }

    private record Planner(String nodeName, AttachRequest request) {

        PodPlan plan() {
            AttachmentId id = request.id();
            MacAddress podMac = request.mac() != null ? request.mac() : PodNames.podMac(id);
            MacAddress hostMac = PodNames.hostMac(id);
            List<PodAddress> complete =
                    request.addresses().stream().map(this::withGateway).toList();
            List<PodAddress> seen = complete.stream().map(this::asSeen).toList();
            List<PodRoute> routes = routes(complete);
            return new PodPlan(
                    id,
                    request.shape() instanceof Shape.Bridged bridged
                            ? BridgePlan.of(nodeName, bridged, request.mtu(), complete)
                            : null,
                    host(hostMac, podMac, complete),
                    inside(hostMac, podMac, seen, routes),
                    seen,
                    routes);
        }

        private PodAddress withGateway(PodAddress address) {
            return switch (request.shape()) {
                case Shape.Routed(boolean subnetGateway)
                when !subnetGateway -> new PodAddress(address.address(), linkGateway(address.family()));
                case Shape.Bridged bridged when !bridged.gateway() -> address;
                case Shape _ when address.gateway() != null -> address;
                case Shape _ -> new PodAddress(address.address(), firstHost(address.address()));
            };
        }

        private static IpAddress firstHost(InterfaceAddress address) {
            if (address.prefixLength() >= address.family().bits() - 1) {
                throw new IllegalArgumentException("the address " + address
                        + " has no gateway and its subnet no room for one: expected a gateway, or a shorter prefix");
            }
            return address.cidr().network().plus(1);
        }

        private PodAddress asSeen(PodAddress address) {
            boolean host = switch (request.shape()) {
                case Shape.Bridged bridged -> bridged.hostPrefixes();
                case Shape.Routed routed -> !routed.subnetGateway();
            };
            return host
                    ? new PodAddress(InterfaceAddress.host(address.address().address()), address.gateway())
                    : address;
        }

        /** The routes with their gateways, and a default route for each family where the shape has one. */
        private List<PodRoute> routes(List<PodAddress> addresses) {
            List<PodRoute> routes = new ArrayList<>();
            for (PodRoute route : request.routes()) {
                if (!request.has(route.family())) {
                    throw new IllegalArgumentException("the route to " + route.destination()
                            + " is of no use: the pod has no " + route.family() + " address");
                }
                routes.add(route.gateway() != null ? route : route.withGateway(gateway(addresses, route.family())));
            }
            boolean wanted = switch (request.shape()) {
                case Shape.Bridged bridged -> bridged.defaultRoute();
                case Shape.Routed routed -> !routed.subnetGateway();
            };
            for (IpFamily family : IpFamily.values()) {
                IpAddress gateway = gateway(addresses, family);
                boolean there = routes.stream().anyMatch(route -> route.isDefault() && route.family() == family);
                if (wanted && !there && gateway != null) {
                    routes.add(new PodRoute(Cidr.all(family), gateway));
                }
            }
            return routes;
        }

        private static @Nullable IpAddress gateway(List<PodAddress> addresses, IpFamily family) {
            for (PodAddress address : addresses) {
                if (address.family() == family && address.gateway() != null) {
                    return address.gateway();
                }
            }
            return null;
        }

        private HostSide host(MacAddress hostMac, MacAddress podMac, List<PodAddress> addresses) {
            HostSide.Port port = null;
            Set<InterfaceAddress> own = new LinkedHashSet<>();
            List<Cidr> routes = new ArrayList<>();
            boolean knowsNeighbours = true;
            switch (request.shape()) {
                case Shape.Bridged bridged -> {
                    port = new HostSide.Port(bridged.isolated(), bridged.hairpin());
                    knowsNeighbours = bridged.gateway();
                }
                case Shape.Routed routed -> {
                    for (PodAddress address : addresses) {
                        routes.add(Cidr.host(address.address().address()));
                        if (routed.subnetGateway() && address.gateway() != null) {
                            own.add(InterfaceAddress.host(address.gateway()));
                        }
                    }
                }
            }
            return new HostSide(
                    PodNames.hostLink(request.id()),
                    hostMac,
                    request.mtu(),
                    PodNames.alias(request.id()),
                    port,
                    hostSettings(own),
                    List.copyOf(own),
                    routes,
                    knowsNeighbours ? stations(addresses, podMac) : List.of());
        }

        /** With a link that is set down the kernel drops its IPv6 addresses, unless it is told to keep them. */
        private SortedMap<String, String> hostSettings(Set<InterfaceAddress> own) {
            SortedMap<String, String> settings = new TreeMap<>();
            if (own.stream().anyMatch(address -> address.family() == IpFamily.IPV6)) {
                settings.put("net/ipv6/conf/" + PodNames.hostLink(request.id()) + "/keep_addr_on_down", "1");
            }
            return settings;
        }

        private static List<Station> stations(List<PodAddress> addresses, MacAddress mac) {
            return addresses.stream()
                    .map(address -> new Station(address.address().address(), mac))
                    .toList();
        }

        private Inside inside(
                MacAddress hostMac, MacAddress podMac, List<PodAddress> addresses, List<PodRoute> routes) {
            Set<Cidr> direct = new LinkedHashSet<>();
            List<Inside.Via> vias = new ArrayList<>();
            Set<Station> neighbours = new LinkedHashSet<>();
            boolean hostPrefixes = true;
            switch (request.shape()) {
                case Shape.Bridged bridged -> hostPrefixes = bridged.hostPrefixes();
                case Shape.Routed routed when routed.subnetGateway() -> addSubnets(addresses, vias);
                case Shape.Routed _ -> {
                    for (PodAddress address : addresses) {
                        neighbours.add(new Station(linkGateway(address.family()), hostMac));
                    }
                }
            }
            boolean gatewaysApart = hostPrefixes;
            for (PodAddress address : addresses) {
                // An IPv6 link-local gateway is on the link by its nature.
                if (gatewaysApart && address.gateway() != null && !isIpv6LinkLocal(address.gateway())) {
                    direct.add(Cidr.host(address.gateway()));
                }
            }
            for (PodRoute route : routes) {
                boolean onlink = gatewaysApart
                        && route.gateway() != null
                        && !isIpv6LinkLocal(route.gateway())
                        && !direct.contains(Cidr.host(route.gateway()));
                vias.add(new Inside.Via(route, onlink, null));
            }
            Shape.Bridged bridged = request.shape() instanceof Shape.Bridged shape ? shape : null;
            boolean detection = bridged != null && bridged.duplicateDetection();
            return new Inside(
                    request.id().interfaceName(),
                    podMac,
                    request.mtu(),
                    bridged == null || !bridged.containerDown(),
                    addresses.stream().map(PodAddress::address).toList(),
                    bridged != null,
                    detection,
                    List.copyOf(direct),
                    vias,
                    List.copyOf(neighbours),
                    settings(detection, bridged != null && !bridged.hostPrefixes()));
        }

        /** As the ptp plugin has it: the subnet is behind the gateway, as it is spread over many links. */
        private static void addSubnets(List<PodAddress> addresses, List<Inside.Via> vias) {
            for (PodAddress address : addresses) {
                Cidr subnet = address.address().cidr();
                if (subnet.prefixLength() < subnet.family().bits()) {
                    vias.add(new Inside.Via(
                            new PodRoute(subnet, address.gateway()),
                            false,
                            address.address().address()));
                }
            }
        }

        private static boolean isIpv6LinkLocal(IpAddress address) {
            return address.family() == IpFamily.IPV6 && address.isLinkLocal();
        }

        /**
         * What is set inside the pod. Duplicate address detection is off before the link is up, for the link-local address
         * as well: else the first second is lost. Pods of one segment tell each other who has an address now, as it may
         * have been another pod's.
         */
        private SortedMap<String, String> settings(boolean detection, boolean segment) {
            SortedMap<String, String> settings = new TreeMap<>();
            String ipv6 = "net/ipv6/conf/" + request.id().interfaceName() + '/';
            if (segment && request.has(IpFamily.IPV4)) {
                settings.put("net/ipv4/conf/" + request.id().interfaceName() + "/arp_notify", "1");
            }
            settings.put(ipv6 + "accept_ra", "0");
            if (request.has(IpFamily.IPV6)) {
                settings.put(ipv6 + "keep_addr_on_down", "1");
                if (!segment) {
                    // The node sends packets back on the link that they came by, and tells so with redirects, which no
                    // setting of IPv6 turns off. A pod that believed one would look for its peer on the link in vain.
                    settings.put(ipv6 + "accept_redirects", "0");
                }
                settings.put(ipv6 + "accept_dad", detection ? "1" : "0");
                if (detection) {
                    settings.put(ipv6 + "enhanced_dad", "1");
                }
                if (segment) {
                    settings.put(ipv6 + "ndisc_notify", "1");
                }
            }
            return settings;
        }
    }
}
