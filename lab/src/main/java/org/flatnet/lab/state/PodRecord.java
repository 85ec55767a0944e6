package org.flatnet.lab.state;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.check.PodView;

/**
 * A pod that is there, or was begun.
 *
 * @param name the pod's own, unique in its lab
 * @param node the name of its node
 * @param containerId what plugins know it by
 * @param addresses what its ADD gave it; none until then
 * @param mac of its eth0; empty until then
 */
public record PodRecord(String name, String node, String containerId, List<IpAddress> addresses, String mac) {
    public PodRecord {
        addresses = List.copyOf(addresses);
    }

    /** The same with what its ADD gave it. */
    public PodRecord attached(List<IpAddress> given, String givenMac) {
        return new PodRecord(name, node, containerId, given, givenMac);
    }

    public PodView view() {
        return new PodView(name, node, addresses, mac);
    }

    /** What a runtime tells plugins of a pod in CNI_ARGS. */
    public Map<String, String> arguments() {
        return new TreeMap<>(Map.of(
                "IgnoreUnknown",
                "1",
                "K8S_POD_NAMESPACE",
                "default",
                "K8S_POD_NAME",
                name,
                "K8S_POD_INFRA_CONTAINER_ID",
                containerId,
                "K8S_POD_UID",
                containerId.substring(0, Math.min(32, containerId.length()))));
    }
}
