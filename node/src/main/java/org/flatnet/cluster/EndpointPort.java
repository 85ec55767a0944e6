package org.flatnet.cluster;

import org.flatnet.model.Ports;
import org.flatnet.model.Protocol;

/**
 * A port at which the endpoints of a slice serve.
 *
 * @param name of the Service's port
 */
public record EndpointPort(String name, Protocol protocol, int port) {
    public EndpointPort {
        Ports.checked(port);
    }
}
