package org.flatnet.cni;

import org.jspecify.annotations.Nullable;

/** A network configuration, read and checked whole: what it says is served, or it would have been refused. */
public sealed interface NetworkConfig
        permits FlatnetConfig, BridgeConfig, PtpConfig, HostLocalConfig, LoopbackConfig, PortmapConfig {

    /** What configurations of every type have. */
    ConfigBasics basics();

    default CniVersion version() {
        return basics().version();
    }

    /** The network's name. */
    default String name() {
        return basics().name();
    }

    default @Nullable CniResult previousResult() {
        return basics().previousResult();
    }

    default RuntimeConfig runtime() {
        return basics().runtime();
    }
}
