package org.flatnet.cni;

/**
 * Type {@code ptp}: a veth that the node routes to.
 *
 * @param masquerade {@code ipMasq}: what leaves the subnet bears the node's address
 * @param mtu in bytes; 0 means the kernel's default
 */
public record PtpConfig(ConfigBasics basics, boolean masquerade, int mtu, HostLocalIpam ipam)
        implements NetworkConfig {}
