package org.flatnet.reconcile;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;

/** A permanent neighbour on one of our links. */
public record NeighbourObject(String link, IpAddress address, MacAddress mac) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfNeighbour(link, address);
    }

    @Override
    public Kind kind() {
        return Kind.NEIGHBOUR;
    }
}
