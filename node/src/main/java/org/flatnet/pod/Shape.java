package org.flatnet.pod;

import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;

/** How a pod's link hangs off the node, and what the pod sees of it. */
public sealed interface Shape {
    /** The bridge that Flatnet's own attach modes share. */
    String BRIDGE = "flatnet0";

    /** The shape of one of Flatnet's own attach modes. */
    static Shape of(AttachMode mode) {
        return switch (mode) {
            case BRIDGE -> Bridged.ours(true);
            case LAYER2 -> Bridged.ours(false);
            case ROUTED -> new Routed(false);
        };
    }

    /** What becomes of addresses that the bridge has beside the gateway's. */
    enum OtherAddresses {
        /** They stay: the pods of an earlier range still use them. */
        KEEP,
        /** Another IPv4 address, or an IPv6 one whose subnet overlaps the gateway's, is an error. */
        REFUSE,
        /** They are taken away. */
        REPLACE
    }

    /**
     * On a bridge.
     *
     * @param bridge the bridge's name; it is made where it is missing
     * @param own whether it is Flatnet's own bridge, which bears its mark and has no multicast snooping
     * @param isolated the port reaches the bridge and what is behind it, not another isolated port
     * @param hairpin frames may leave by the port that they came from
     * @param promiscuous the bridge itself takes every frame
     * @param hostPrefixes the pod's addresses are /32 and /128, so that it sends everything to its gateway
     * @param gateway the bridge holds the gateways' addresses; a missing gateway is the subnet's first host
     * @param defaultRoute the pod gets a default route by the gateway of each family, unless one is asked for
     * @param otherAddresses what becomes of the bridge's other addresses
     * @param duplicateDetection IPv6 addresses are probed for before the pod may use them, which takes a second or two
     * @param containerDown the pod's end stays down
     */
    record Bridged(
            String bridge,
            boolean own,
            boolean isolated,
            boolean hairpin,
            boolean promiscuous,
            boolean hostPrefixes,
            boolean gateway,
            boolean defaultRoute,
            OtherAddresses otherAddresses,
            boolean duplicateDetection,
            boolean containerDown)
            implements Shape {

        public Bridged {
            AttachmentId.checkInterfaceName(bridge);
            if (hairpin && promiscuous) {
                throw new IllegalArgumentException(
                        "hairpin with a promiscuous bridge doubles packets: expected at most one of them");
            }
        }

        private static Bridged ours(boolean throughNode) {
            return new Bridged(
                    BRIDGE,
                    true,
                    throughNode,
                    !throughNode,
                    false,
                    throughNode,
                    true,
                    true,
                    OtherAddresses.KEEP,
                    false,
                    false);
        }

        /** The shape of the {@code bridge} plugin's configuration. */
        public static Bridged reference(
                String bridge,
                boolean isGateway,
                boolean isDefaultGateway,
                boolean forceAddress,
                boolean hairpin,
                boolean promiscuous,
                boolean isolated,
                boolean duplicateDetection,
                boolean containerDown) {
            return new Bridged(
                    bridge,
                    false,
                    isolated,
                    hairpin,
                    promiscuous,
                    false,
                    isGateway || isDefaultGateway,
                    isDefaultGateway,
                    forceAddress ? OtherAddresses.REPLACE : OtherAddresses.REFUSE,
                    duplicateDetection,
                    containerDown);
        }
    }

    /**
     * By a link that the node routes to.
     *
     * @param subnetGateway as the {@code ptp} plugin does it: the pod has its subnet's prefix and the subnet's gateway,
     *     whose address the node's end holds. Else the pod has host prefixes and gateways of the link alone, 169.254.1.1
     *     and fe80::1
     */
    record Routed(boolean subnetGateway) implements Shape {}
}
