package org.flatnet.reconcile;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;

/**
 * A permanent forwarding entry of one of our VXLAN devices: the node behind which a MAC address is.
 *
 * @param remote the node's address
 */
public record ForwardingObject(String link, MacAddress mac, IpAddress remote) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfForwarding(link, mac);
    }

    @Override
    public Kind kind() {
        return Kind.FORWARDING;
    }
}
