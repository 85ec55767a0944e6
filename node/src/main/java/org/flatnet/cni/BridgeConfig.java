package org.flatnet.cni;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Type {@code bridge}: a veth on a layer 2 bridge.
 *
 * @param bridge the bridge's name
 * @param isGateway the bridge gets the gateway's address; true too where isDefaultGateway is
 * @param isDefaultGateway the container's default route leads to the bridge
 * @param forceAddress another address of the bridge is replaced, not an error
 * @param masquerade {@code ipMasq}: what leaves the subnet bears the node's address
 * @param mtu in bytes; 0 means the kernel's default
 * @param vlan the VLAN of the port, untagged; 0 for none
 * @param vlanTrunk the VLANs that the port carries tagged
 * @param preserveDefaultVlan the port keeps the bridge's default VLAN beside its own
 * @param macSpoofCheck frames with another source address than the container's are dropped, as they always are here
 * @param enableDad IPv6 addresses are checked for duplicates before use
 * @param disableContainerInterface the container's end of the link stays down
 * @param portIsolation the port exchanges frames with the bridge only, not with other isolated ports
 * @param ipam null for a container that has no address
 */
public record BridgeConfig(
        ConfigBasics basics,
        String bridge,
        boolean isGateway,
        boolean isDefaultGateway,
        boolean forceAddress,
        boolean masquerade,
        int mtu,
        boolean hairpin,
        boolean promiscuous,
        int vlan,
        List<VlanRange> vlanTrunk,
        boolean preserveDefaultVlan,
        boolean macSpoofCheck,
        boolean enableDad,
        boolean disableContainerInterface,
        boolean portIsolation,
        @Nullable HostLocalIpam ipam)
        implements NetworkConfig {
    public static final String DEFAULT_BRIDGE = "cni0";
    private static final int LAST_VLAN = 4094;

    public BridgeConfig {
        vlanTrunk = List.copyOf(vlanTrunk);
    }

    /** VLANs of consecutive numbers, first and last included. */
    public record VlanRange(int first, int last) {
        public VlanRange {
            if (first < 1 || last > LAST_VLAN || first > last) {
                throw new IllegalArgumentException(
                        "the VLANs " + first + " to " + last + ": expected 1 to " + LAST_VLAN + ", the lower first");
            }
        }
    }
}
