package org.flatnet.cni;

/** Called as {@code host-local} by another plugin, whose configuration it is: gives addresses, makes no link. */
public record HostLocalConfig(ConfigBasics basics, HostLocalIpam ipam) implements NetworkConfig {}
