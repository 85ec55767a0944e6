package org.flatnet.lab.check;

import java.util.List;
import java.util.Optional;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;

/**
 * A pod as checks see it.
 *
 * @param node the name of its node
 * @param mac of its eth0, or empty where the plugin's result does not tell
 */
public record PodView(String name, String node, List<IpAddress> addresses, String mac) {
    /** Where a pod's two containers listen. */
    public static final int APP_PORT = 8080;

    public static final int SIDECAR_PORT = 9090;

    public PodView {
        addresses = List.copyOf(addresses);
    }

    public Optional<IpAddress> address(IpFamily family) {
        return addresses.stream().filter(address -> address.family() == family).findFirst();
    }

    /** The name by which the pod's app answers. */
    public String app() {
        return name + "/app";
    }

    /** The name by which the pod's sidecar answers. */
    public String sidecar() {
        return name + "/sidecar";
    }
}
