package org.flatnet.cni;

import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A port of the node that leads to one of the container.
 *
 * @param hostAddress the only address of the node that it is for; null means any
 */
public record PortMapping(
        int hostPort,
        int containerPort,
        Protocol protocol,
        @Nullable IpAddress hostAddress) {
    private static final int LAST_PORT = 65535;

    public PortMapping {
        if (hostPort < 1 || hostPort > LAST_PORT || containerPort < 1 || containerPort > LAST_PORT) {
            throw new IllegalArgumentException("the port mapping " + hostPort + " to " + containerPort
                    + ": expected ports from 1 to " + LAST_PORT);
        }
    }

    /** What has ports. */
    public enum Protocol {
        TCP,
        UDP,
        SCTP
    }
}
