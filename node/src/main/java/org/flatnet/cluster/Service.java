package org.flatnet.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.Ports;

/**
 * A Service, as far as its packets go. One that another program serves, or that has no address of its own, is held for
 * people alone, with no addresses.
 *
 * @param name its namespace and name
 * @param served whether Flatnet is to serve it, and if not, why
 * @param clusterIps its addresses in the cluster, at most one of a family
 * @param externalIps addresses whose packets somebody routes to the nodes
 * @param loadBalancerIps addresses of load balancers that do not change a packet's destination
 * @param sourceRanges who may reach the load balancers' addresses; empty for anybody
 * @param ports at least one, where it is served
 * @param externalLocal whether packets from outside go to endpoints of the node that they reach alone
 * @param internalLocal whether packets from inside the cluster go to endpoints of their own node alone
 * @param affinitySeconds how long a client stays with its endpoint after its last new connection; 0 for not at all
 * @param healthCheckNodePort where load balancers ask whether a node has endpoints; 0 for nowhere
 */
public record Service(
        NamespacedName name,
        Served served,
        List<IpAddress> clusterIps,
        List<IpAddress> externalIps,
        List<IpAddress> loadBalancerIps,
        List<Cidr> sourceRanges,
        List<ServicePort> ports,
        boolean externalLocal,
        boolean internalLocal,
        int affinitySeconds,
        int healthCheckNodePort)
        implements ClusterObject {
    /** The longest that Kubernetes allows: a day. */
    public static final int LONGEST_AFFINITY_SECONDS = 86_400;

    /** Whether a Service is Flatnet's to serve. */
    public enum Served {
        YES("served"),
        EXTERNAL_NAME("not served: it is another name for something outside (ExternalName)"),
        HEADLESS("not served: it is headless, its clients ask for its endpoints' addresses"),
        OTHER_PROXY("not served: its label service.kubernetes.io/service-proxy-name leaves it to another program");

        private final String text;

        Served(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public Service {
        clusterIps = List.copyOf(clusterIps);
        externalIps = List.copyOf(externalIps);
        loadBalancerIps = List.copyOf(loadBalancerIps);
        sourceRanges = List.copyOf(sourceRanges);
        ports = List.copyOf(ports);
        if (affinitySeconds < 0 || affinitySeconds > LONGEST_AFFINITY_SECONDS) {
            throw new IllegalArgumentException(
                    "an affinity of " + affinitySeconds + " seconds: expected 0 to " + LONGEST_AFFINITY_SECONDS);
        }
        Ports.checkedOrNone(healthCheckNodePort);
        checkPorts(ports);
        checkFamilies(clusterIps);
        clusterIps.forEach(Service::checkAddress);
        externalIps.forEach(Service::checkAddress);
        loadBalancerIps.forEach(Service::checkAddress);
        boolean isServed = served == Served.YES;
        if (isServed && (clusterIps.isEmpty() || ports.isEmpty())) {
            throw new IllegalArgumentException("a Service with no " + (ports.isEmpty() ? "port" : "address"));
        }
    }

    /** One that is not served. */
    public static Service notServed(NamespacedName name, Served why) {
        if (why == Served.YES) {
            throw new IllegalArgumentException("expected a reason why " + name + " is not served");
        }
        return new Service(name, why, List.of(), List.of(), List.of(), List.of(), List.of(), false, false, 0, 0);
    }

    /** Refuses two ports that a packet could not tell apart, or an endpoint. */
    public static void checkPorts(List<ServicePort> ports) {
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        Set<String> nodePorts = new HashSet<>();
        for (ServicePort port : ports) {
            if (!names.add(port.name())) {
                throw new IllegalArgumentException(
                        port.name().isEmpty()
                                ? "several ports, of which two have no name: expected a name for each"
                                : "two ports are called \"" + port.name() + "\": expected different names");
            }
            if (!numbers.add(port.port() + "/" + port.protocol())) {
                throw new IllegalArgumentException("two ports are " + port.port() + "/" + port.protocol()
                        + ": expected different numbers or protocols");
            }
            if (port.nodePort() != 0 && !nodePorts.add(port.nodePort() + "/" + port.protocol())) {
                throw new IllegalArgumentException("two ports have the node port " + port.nodePort() + "/"
                        + port.protocol() + ": expected different numbers or protocols");
            }
        }
    }

    /** Refuses two addresses of one family; Kubernetes allows one. */
    public static void checkFamilies(List<IpAddress> clusterIps) {
        if (clusterIps.size() > 2
                || clusterIps.size() == 2
                        && clusterIps.getFirst().family()
                                == clusterIps.getLast().family()) {
            throw new IllegalArgumentException("the addresses " + clusterIps + ": expected at most one of each family");
        }
    }

    /** Refuses an address that no packet of a client can have. */
    public static void checkAddress(IpAddress address) {
        if (address.isUnspecified() || address.isLoopback() || address.isMulticast() || address.isLinkLocal()) {
            throw new IllegalArgumentException(
                    address + " cannot be a Service's address: expected one that clients reach, such as 10.32.0.10");
        }
    }

    /** Whether it has an address of this family. */
    public boolean has(IpFamily family) {
        return clusterIps.stream().anyMatch(address -> address.family() == family);
    }

    @Override
    public ObjectKey key() {
        return ObjectKey.service(name);
    }
}
