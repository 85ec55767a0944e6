package org.flatnet.service;

import org.flatnet.kernel.net.IpAddress;

/** Where a packet to a Service is sent: an endpoint's address, and the port at which it serves. */
record Target(IpAddress address, int port) implements Comparable<Target> {
    @Override
    public int compareTo(Target other) {
        int order = address.compareTo(other.address);
        return order != 0 ? order : Integer.compare(port, other.port);
    }
}
