package org.flatnet.cni;

import org.jspecify.annotations.Nullable;

/**
 * Type {@code portmap}: after another plugin, lets ports of the node lead to the container; which ones, the runtime says
 * ({@link RuntimeConfig#portMappings()}).
 *
 * @param sourceNat {@code snat}: connections of the node and of the container to itself are masqueraded so that answers
 *     come back
 * @param masqueradeAll {@code masqAll}: all connections are
 * @param markMasqueradeBit {@code markMasqBit}: of the packet mark, which Flatnet does not need
 */
public record PortmapConfig(
        ConfigBasics basics,
        boolean sourceNat,
        boolean masqueradeAll,
        @Nullable Integer markMasqueradeBit) implements NetworkConfig {}
