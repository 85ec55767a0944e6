package org.flatnet.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * All settings of the agent. What each means stands in {@link #settings}.
 *
 * @param node the name of this machine's Node object
 * @param manifests the folder that the cluster is read from; null where it is the API
 * @param kubeconfig how to reach the API; null where it is a folder
 * @param root what is put before every path
 * @param mtu in bytes; 0 to follow the link
 * @param metricsAddress where metrics are served; null for nowhere
 * @param interfaceName the link that carries the traffic; null for that with the node's address
 */
public record AgentConfig(
        String node,
        @Nullable Path manifests,
        @Nullable Path kubeconfig,
        Path root,
        FabricMode mode,
        AttachMode attach,
        int mtu,
        List<Cidr> clusterCidrs,
        int vxlanId,
        int vxlanPort,
        boolean masquerade,
        @Nullable Endpoint metricsAddress,
        Level logLevel,
        List<IpAddress> nodeAddresses,
        @Nullable String interfaceName) {

    public AgentConfig {
        clusterCidrs = List.copyOf(clusterCidrs);
        nodeAddresses = List.copyOf(nodeAddresses);
        if (node.isEmpty()) {
            throw new IllegalArgumentException("node is missing: expected the name of this machine's Node object");
        }
        if ((manifests == null) == (kubeconfig == null)) {
            throw new IllegalArgumentException(
                    (manifests == null ? "neither manifests nor kubeconfig is" : "both manifests and kubeconfig are")
                            + " given: expected one of the two");
        }
        checkApart(clusterCidrs);
        checkOnePerFamily(nodeAddresses);
    }

    /** The table of all settings, for flags, usage and documentation. */
    public static List<Setting<?>> settings() {
        return Settings.ALL;
    }

    /**
     * Reads the settings: flags, and where there is no flag the file, and else the defaults.
     *
     * @param file a YAML file of settings; null for none
     * @param flags what the command line says, by the settings' keys
     * @throws ConfigException with everything that is wrong in either
     */
    public static AgentConfig load(@Nullable Path file, Map<String, String> flags) throws ConfigException {
        SettingValues values = new SettingValues();
        if (file != null) {
            values.readFile(file);
        }
        values.readFlags(flags);
        values.checkProblems();
        try {
            return of(values);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static AgentConfig of(SettingValues values) {
        return new AgentConfig(
                values.get(Settings.NODE),
                values.get(Settings.MANIFESTS).orElse(null),
                values.get(Settings.KUBECONFIG).orElse(null),
                values.get(Settings.ROOT),
                values.get(Settings.MODE),
                values.get(Settings.ATTACH),
                values.get(Settings.MTU),
                values.get(Settings.CLUSTER_CIDRS),
                values.get(Settings.VXLAN_ID),
                values.get(Settings.VXLAN_PORT),
                values.get(Settings.MASQUERADE),
                values.get(Settings.METRICS_ADDRESS).orElse(null),
                values.get(Settings.LOG_LEVEL),
                values.get(Settings.NODE_ADDRESSES),
                values.get(Settings.INTERFACE).orElse(null));
    }

    private static void checkApart(List<Cidr> networks) {
        List<Cidr> seen = new ArrayList<>();
        for (Cidr network : networks) {
            for (Cidr other : seen) {
                if (network.overlaps(other)) {
                    throw new IllegalArgumentException("clusterCIDRs: " + other + " and " + network
                            + " overlap: expected networks that are apart");
                }
            }
            seen.add(network);
        }
    }

    private static void checkOnePerFamily(List<IpAddress> addresses) {
        long families = addresses.stream().map(IpAddress::family).distinct().count();
        if (families < addresses.size()) {
            throw new IllegalArgumentException(
                    "nodeAddresses: " + addresses + " has several of one family: expected at most one of each");
        }
    }
}
