package org.flatnet.cni;

/** Type {@code loopback}: sets the container's own loopback link up. */
public record LoopbackConfig(ConfigBasics basics) implements NetworkConfig {}
