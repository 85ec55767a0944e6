package org.flatnet.lab.plan;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;

/**
 * A place where the cloud checks addresses: what comes in by a port must be from one of these, what goes out by it must
 * be to one of them.
 *
 * @param port a link of the vpc namespace
 * @param owner whose packets pass there, for people: "worker-0", or "subnet 10.0.1.0/24"
 * @param allowed the addresses, of every family of the lab
 */
public record SourceCheck(String port, String owner, List<IpAddress> allowed) {
    public SourceCheck {
        allowed = List.copyOf(allowed);
    }
}
