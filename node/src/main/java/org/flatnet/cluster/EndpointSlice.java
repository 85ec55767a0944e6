package org.flatnet.cluster;

import java.util.List;
import org.flatnet.kernel.net.IpFamily;

/**
 * A part of a Service's endpoints, all of one family and with the same ports.
 *
 * @param name its namespace and name
 * @param service its Service, in the same namespace
 * @param lastChangeMillis when the change that made it so happened, in milliseconds since 1970; 0 where it does not say
 */
public record EndpointSlice(
        NamespacedName name,
        NamespacedName service,
        IpFamily family,
        List<EndpointPort> ports,
        List<Endpoint> endpoints,
        long lastChangeMillis)
        implements ClusterObject {
    public EndpointSlice {
        if (!service.namespace().equals(name.namespace())) {
            throw new IllegalArgumentException(
                    "the slice " + name + " is of the Service " + service + ": expected one of its own namespace");
        }
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.address().family() != family) {
                throw new IllegalArgumentException(
                        endpoint.address() + " is not " + family + ": expected one family in a slice");
            }
        }
    }

    @Override
    public ObjectKey key() {
        return ObjectKey.endpointSlice(name);
    }
}
