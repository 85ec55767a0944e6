package org.flatnet.lab.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.FabricMode;

/**
 * Every part of a lab by name and address. Node i is worker-i, whichever subnet it is in:
 *
 * <pre>
 *  subnet k   10.0.(1+k).0/24     fd00:10:0:(1+k)::/64      the router has .1 and ::1
 *  worker-i   .(20+i) there       ::(20+i) there            pods 10.200.i.0/24 and fd00:10:200:i::/64
 *  outside    203.0.113.10        2001:db8:113::10
 * </pre>
 *
 * In IPv6 addresses the numbers are written as in IPv4: node 3's last group reads 23 and is hexadecimal.
 */
public record Topology(LabSpec spec, List<SubnetPlan> subnets, List<NodePlan> nodes, OutsidePlan outside) {
    /** The cloud's namespace among the places of a lab. */
    public static final String VPC = "vpc";

    /** The last byte of the first node's address. */
    public static final int FIRST_HOST = 20;

    private static final int ROUTER_HOST = 1;
    private static final int OUTSIDE_HOST = 10;

    public Topology {
        subnets = List.copyOf(subnets);
        nodes = List.copyOf(nodes);
    }

    /** The plan of the lab that a user wants. */
    public static Topology of(LabSpec spec) {
        List<SubnetPlan> subnets = new ArrayList<>();
        for (int k = 0; k < spec.subnets(); k++) {
            subnets.add(new SubnetPlan(k, "subnet-" + k, hostAddresses(spec, subnetCidrs(k), ROUTER_HOST)));
        }
        List<NodePlan> nodes = new ArrayList<>();
        for (int i = 0; i < spec.nodes(); i++) {
            nodes.add(node(spec, subnets.get(i % spec.subnets()), i));
        }
        List<Cidr> beyond = List.of(Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8:113::/64"));
        OutsidePlan outside = new OutsidePlan(
                namespace(spec.name(), OutsidePlan.NAME),
                hostAddresses(spec, beyond, OUTSIDE_HOST),
                hostAddresses(spec, beyond, ROUTER_HOST));
        return new Topology(spec, subnets, nodes, outside);
    }

    private static NodePlan node(LabSpec spec, SubnetPlan subnet, int index) {
        String name = "worker-" + index;
        UUID uid = UUID.nameUUIDFromBytes((spec.name() + "/" + name).getBytes(StandardCharsets.UTF_8));
        List<Cidr> podCidrs = podCidrs(index).stream()
                .filter(cidr -> spec.families().contains(cidr.family()))
                .toList();
        return new NodePlan(
                name,
                uid.toString(),
                namespace(spec.name(), name),
                subnet,
                hostAddresses(spec, subnetCidrs(subnet.index()), FIRST_HOST + index),
                new MacAddress(0x0a00_0a00_0000L | (long) (1 + subnet.index()) << Byte.SIZE | FIRST_HOST + index),
                podCidrs);
    }

    private static List<Cidr> subnetCidrs(int index) {
        int number = 1 + index;
        return List.of(
                Cidr.parse("10.0." + number + ".0/24"), Cidr.parse("fd00:10:0:" + Integer.toString(number) + "::/64"));
    }

    private static List<Cidr> podCidrs(int index) {
        return List.of(Cidr.parse("10.200." + index + ".0/24"), Cidr.parse("fd00:10:200:" + index + "::/64"));
    }

    /** The host of this number in the networks of the lab's families, the number written alike in both. */
    private static List<InterfaceAddress> hostAddresses(LabSpec spec, List<Cidr> cidrs, int host) {
        return cidrs.stream()
                .filter(cidr -> spec.families().contains(cidr.family()))
                .map(cidr -> new InterfaceAddress(
                        cidr.network().plus(cidr.family() == IpFamily.IPV4 ? host : readAsHexadecimal(host)),
                        cidr.prefixLength()))
                .toList();
    }

    private static int readAsHexadecimal(int number) {
        return Integer.parseInt(Integer.toString(number), 16);
    }

    /** The name of the network namespace of a place. */
    public static String namespace(String lab, String place) {
        return lab + "-" + place;
    }

    /** The name of the network namespace of a place of this lab: a node, a pod, vpc or outside. */
    public String namespace(String place) {
        return namespace(spec.name(), place);
    }

    /** The namespaces that a lab has without its pods. */
    public List<String> namespaces() {
        List<String> names = new ArrayList<>(List.of(namespace(VPC), outside.namespace()));
        nodes.forEach(node -> names.add(node.namespace()));
        return names;
    }

    public Optional<NodePlan> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** The cluster's pod networks, which hold the ranges of all nodes, one a family. */
    public List<Cidr> clusterCidrs() {
        return List.of(Cidr.parse("10.200.0.0/16"), Cidr.parse("fd00:10:200::/48")).stream()
                .filter(cidr -> spec.families().contains(cidr.family()))
                .toList();
    }

    /** The names of the pods that a lab comes up with on a node. */
    public List<String> podNames(NodePlan node) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < spec.pods(); i++) {
            names.add("pod-" + nodes.indexOf(node) + "-" + i);
        }
        return names;
    }

    /** Whether a name is taken by a part of the lab that is no pod. */
    public boolean isReserved(String place) {
        return place.equals(VPC)
                || place.equals(OutsidePlan.NAME)
                || node(place).isPresent();
    }

    /**
     * What an operator adds to the router's table by hand: in mode cloud all pod ranges; in mode native too where nodes
     * are in several subnets, for a node can route to peers of its own subnet alone.
     */
    public List<RouterRoute> routerRoutes() {
        boolean needed = spec.mode() == FabricMode.CLOUD || spec.mode() == FabricMode.NATIVE && spec.subnets() > 1;
        List<RouterRoute> routes = new ArrayList<>();
        for (NodePlan node : needed ? nodes : List.<NodePlan>of()) {
            for (Cidr range : node.podCidrs()) {
                node.address(range.family()).ifPresent(address -> routes.add(new RouterRoute(range, address)));
            }
        }
        return routes;
    }

    /** Where the cloud checks addresses, and for which. */
    public List<SourceCheck> sourceChecks() {
        return switch (spec.checkPlace()) {
            case NOWHERE -> List.of();
            case NODES ->
                nodes.stream()
                        .map(node -> new SourceCheck(node.name(), node.name(), node.ownAddresses()))
                        .toList();
            case ROUTER ->
                subnets.stream()
                        .map(subnet -> new SourceCheck(
                                subnet.bridge(),
                                "subnet " + subnet.cidrs().getFirst(),
                                nodes.stream()
                                        .filter(node -> node.subnet().equals(subnet))
                                        .flatMap(node -> node.ownAddresses().stream())
                                        .toList()))
                        .toList();
        };
    }

    /** Whether packets between the pods of two nodes travel inside others. */
    public boolean isOverlay(NodePlan one, NodePlan other) {
        return switch (spec.mode()) {
            case NATIVE, CLOUD -> false;
            case VXLAN -> true;
            case CROSS_SUBNET -> !one.subnet().equals(other.subnet());
        };
    }

    /** The addresses that the router itself may use to answer: its ports', which the checks let through. */
    public List<IpAddress> routerAddresses() {
        List<IpAddress> addresses = new ArrayList<>();
        subnets.forEach(subnet -> subnet.router().forEach(address -> addresses.add(address.address())));
        outside.router().forEach(address -> addresses.add(address.address()));
        return addresses;
    }
}
