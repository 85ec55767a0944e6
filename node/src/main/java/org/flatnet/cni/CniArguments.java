package org.flatnet.cni;

import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * The variable CNI_ARGS, read.
 *
 * @param values all of its pairs
 * @param addresses its {@code IP}; empty where there is none
 * @param mac its {@code MAC}
 */
public record CniArguments(
        Map<String, String> values,
        List<IpAddress> addresses,
        @Nullable MacAddress mac) {
    public static final CniArguments NONE = new CniArguments(Map.of(), List.of(), null);

    public CniArguments {
        values = Map.copyOf(values);
        addresses = List.copyOf(addresses);
    }

    /** The pod's namespace in Kubernetes; empty where the runtime does not tell it. */
    public String podNamespace() {
        return values.getOrDefault("K8S_POD_NAMESPACE", "");
    }

    /** The pod's name in Kubernetes; empty where the runtime does not tell it. */
    public String podName() {
        return values.getOrDefault("K8S_POD_NAME", "");
    }
}
