package org.flatnet.cluster;

import org.flatnet.model.Ports;
import org.flatnet.model.Protocol;

/**
 * A port of a Service.
 *
 * @param name by which endpoints are matched with it; empty for the one port of a Service that names none
 * @param port at the Service's addresses
 * @param nodePort at the nodes' own addresses; 0 for none
 */
public record ServicePort(String name, Protocol protocol, int port, int nodePort) {
    public ServicePort {
        Ports.checked(port);
        Ports.checkedOrNone(nodePort);
    }

    /** For people: {@code http (80/TCP)}. */
    @Override
    public String toString() {
        String number = port + "/" + protocol;
        return name.isEmpty() ? number : name + " (" + number + ")";
    }
}
