package org.flatnet.lab.plan;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;

/**
 * A subnet of the cloud: a switch, of which the router holds one port.
 *
 * @param index from 0
 * @param bridge the switch's name in the vpc namespace
 * @param router the router's addresses in the subnet, one a family
 */
public record SubnetPlan(int index, String bridge, List<InterfaceAddress> router) {
    public SubnetPlan {
        router = List.copyOf(router);
    }

    /** The subnet's networks, one a family. */
    public List<Cidr> cidrs() {
        return router.stream().map(InterfaceAddress::cidr).toList();
    }

    /** The router's address of a family that the lab has. */
    public IpAddress gateway(IpFamily family) {
        return router.stream()
                .map(InterfaceAddress::address)
                .filter(address -> address.family() == family)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(bridge + " has no " + family));
    }
}
