package org.flatnet.lab.plan;

import java.util.List;
import java.util.Optional;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;

/**
 * A node of the cluster.
 *
 * @param name such as worker-0; the name of its port at the switch too
 * @param uid of its Node object
 * @param namespace the name of its network namespace
 * @param addresses of its link eth0, one a family
 * @param mac of its link eth0
 * @param podCidrs its pod ranges, one a family
 */
public record NodePlan(
        String name,
        String uid,
        String namespace,
        SubnetPlan subnet,
        List<InterfaceAddress> addresses,
        MacAddress mac,
        List<Cidr> podCidrs) {
    /** The node's link to its subnet. */
    public static final String LINK = "eth0";

    public NodePlan {
        addresses = List.copyOf(addresses);
        podCidrs = List.copyOf(podCidrs);
    }

    /** Its own addresses without prefix. */
    public List<IpAddress> ownAddresses() {
        return addresses.stream().map(InterfaceAddress::address).toList();
    }

    public Optional<IpAddress> address(IpFamily family) {
        return ownAddresses().stream()
                .filter(address -> address.family() == family)
                .findFirst();
    }

    public Optional<Cidr> podCidr(IpFamily family) {
        return podCidrs.stream().filter(cidr -> cidr.family() == family).findFirst();
    }
}
