package org.flatnet.lab.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.BridgePortSetting;
import org.flatnet.kernel.route.ForwardingEntry;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Settings;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.OutsidePlan;
import org.flatnet.lab.plan.RouterRoute;
import org.flatnet.lab.plan.SubnetPlan;
import org.flatnet.lab.plan.Topology;

/**
 * Makes the namespaces of a lab and the network between them. It makes nothing anywhere else: the links of two namespaces
 * are created with each end where it belongs.
 *
 * <pre>
 *  outside ── eth0 ═ outside ─┐
 *                             vpc   routes between subnet-0 (a bridge), subnet-1 … and outside
 *  worker-0 ─ eth0 ═ worker-0 ┘     each node's cable is a port of its subnet's bridge
 * </pre>
 */
public final class CloudBuilder {
    private final Topology topology;
    private final Function<String, Path> files;
    private final Map<String, NetworkNamespace> open = new HashMap<>();

    /** @param files the file that stands for the namespace of a place, by the place's name */
    public CloudBuilder(Topology topology, Function<String, Path> files) {
        this.topology = topology;
        this.files = files;
    }

    /** Makes everything. What was made when it fails is left to be cleared by name. */
    public void build() throws IOException {
        try {
            make(Topology.VPC);
            make(OutsidePlan.NAME);
            for (NodePlan node : topology.nodes()) {
                make(node.name());
            }
            Wiring.settings(namespace(Topology.VPC), CloudSettings.ROUTER);
            try (RouteSocket vpc = RouteSocket.open(namespace(Topology.VPC))) {
                buildRouter(vpc);
                for (NodePlan node : topology.nodes()) {
                    attachNode(vpc, node);
                }
                attachOutside(vpc);
                addRouterRoutes(vpc);
            }
            SourceCheckRules.install(namespace(Topology.VPC), topology.sourceChecks());
        } finally {
            open.values().forEach(NetworkNamespace::close);
        }
    }

    private void make(String place) throws IOException {
        NetworkNamespace namespace = NetworkNamespace.createNamed(files.apply(place));
        open.put(place, namespace);
        Wiring.loopbackUp(namespace);
    }

    private NetworkNamespace namespace(String place) {
        NetworkNamespace namespace = open.get(place);
        if (namespace == null) {
            throw new IllegalArgumentException(place);
        }
        return namespace;
    }

    private void buildRouter(RouteSocket vpc) throws KernelException {
        List<Request> links = new ArrayList<>();
        for (SubnetPlan subnet : topology.subnets()) {
            links.add(LinkDefinition.of(subnet.bridge(), Bridge.plain().withMulticastSnooping(false))
                    .withMac(routerMac(subnet))
                    .withMtu(topology.spec().mtu())
                    .create());
            links.add(LinkChange.of(subnet.bridge()).up().request());
        }
        Wiring.all(vpc, links);
        for (SubnetPlan subnet : topology.subnets()) {
            addAddresses(vpc, subnet.bridge(), subnet.router());
        }
    }

    /** As the nodes' are: 0a:00 and the router's address in the subnet. */
    private static MacAddress routerMac(SubnetPlan subnet) {
        return new MacAddress(0x0a00_0a00_0001L | (long) (1 + subnet.index()) << Byte.SIZE);
    }

    private static void addAddresses(RouteSocket socket, String link, List<InterfaceAddress> addresses)
            throws KernelException {
        int index = Wiring.link(socket, link).index();
        List<Request> requests = new ArrayList<>();
        addresses.forEach(address ->
                requests.add(LinkAddress.of(index, address).withNoDad().add()));
        Wiring.all(socket, requests);
    }

    private void attachNode(RouteSocket vpc, NodePlan node) throws IOException {
        Link bridge = Wiring.link(vpc, node.subnet().bridge());
        NetworkNamespace namespace = namespace(node.name());
        Wiring.settings(namespace, CloudSettings.NODE);
        LinkDefinition inside = LinkDefinition.peer(NodePlan.LINK)
                .withMac(node.mac())
                .withMtu(topology.spec().mtu())
                .inNamespace(namespace);
        vpc.execute(LinkDefinition.of(node.name(), Veth.to(inside))
                .withMtu(topology.spec().mtu())
                .withMaster(bridge.index())
                .create());
        Link port = Wiring.link(vpc, node.name());
        // A cloud knows its stations and sends nobody's packets to everybody.
        Wiring.all(
                vpc,
                List.of(
                        LinkChange.of(port.index())
                                .port(Settings.none().with(BridgePortSetting.FLOOD, false))
                                .request(),
                        ForwardingEntry.port(port.index(), node.mac()).add(),
                        LinkChange.of(port.index()).up().request()));
        configure(namespace, node.addresses(), List.of());
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            int index = Wiring.link(socket, NodePlan.LINK).index();
            List<Request> routes = new ArrayList<>();
            node.addresses()
                    .forEach(address -> routes.add(
                            Route.via(Cidr.all(address.family()), node.subnet().gateway(address.family()), index)
                                    .add()));
            Wiring.all(socket, routes);
        }
    }

    private void attachOutside(RouteSocket vpc) throws IOException {
        OutsidePlan outside = topology.outside();
        NetworkNamespace namespace = namespace(OutsidePlan.NAME);
        Wiring.settings(namespace, CloudSettings.OUTSIDE);
        LinkDefinition inside = LinkDefinition.peer(NodePlan.LINK)
                .withMtu(topology.spec().mtu())
                .inNamespace(namespace);
        vpc.execute(LinkDefinition.of(OutsidePlan.NAME, Veth.to(inside))
                .withMtu(topology.spec().mtu())
                .create());
        vpc.execute(LinkChange.of(OutsidePlan.NAME).up().request());
        addAddresses(vpc, OutsidePlan.NAME, outside.router());
        List<RouterRoute> routes = new ArrayList<>();
        for (SubnetPlan subnet : topology.subnets()) {
            subnet.cidrs()
                    .forEach(cidr -> outside.router().stream()
                            .map(InterfaceAddress::address)
                            .filter(gateway -> gateway.family() == cidr.family())
                            .forEach(gateway -> routes.add(new RouterRoute(cidr, gateway))));
        }
        configure(namespace, outside.addresses(), routes);
    }

    /** Gives the link eth0 of a namespace its addresses, sets it up, and adds routes. */
    private static void configure(
            NetworkNamespace namespace, List<InterfaceAddress> addresses, List<RouterRoute> routes) throws IOException {
        Wiring.settings(namespace, CloudSettings.LINK);
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            socket.execute(LinkChange.of(NodePlan.LINK).up().request());
            addAddresses(socket, NodePlan.LINK, addresses);
            int index = Wiring.link(socket, NodePlan.LINK).index();
            List<Request> requests = new ArrayList<>();
            routes.forEach(route -> requests.add(
                    Route.via(route.destination(), route.gateway(), index).add()));
            Wiring.all(socket, requests);
        }
    }

    private void addRouterRoutes(RouteSocket vpc) throws KernelException {
        List<Request> requests = new ArrayList<>();
        for (RouterRoute route : topology.routerRoutes()) {
            requests.add(Route.via(route.destination(), route.gateway(), bridgeOf(vpc, route.gateway()))
                    .add());
        }
        Wiring.all(vpc, requests);
    }

    private int bridgeOf(RouteSocket vpc, IpAddress gateway) throws KernelException {
        for (SubnetPlan subnet : topology.subnets()) {
            if (subnet.cidrs().stream().anyMatch(cidr -> cidr.contains(gateway))) {
                return Wiring.link(vpc, subnet.bridge()).index();
            }
        }
        throw new IllegalArgumentException(gateway + " is in no subnet");
    }
}
