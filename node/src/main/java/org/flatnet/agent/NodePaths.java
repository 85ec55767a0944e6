package org.flatnet.agent;

import java.nio.file.Path;

/**
 * Where a node's files are. The root stands before every one of them, so that several agents can run on one machine.
 *
 * @param root {@code /} on a node
 */
public record NodePaths(Path root) {
    private static final String CONFIG_NAME = "10-flatnet.conflist";

    public NodePaths {
        root = root.toAbsolutePath().normalize();
    }

    /** The usual paths of a node. */
    public static NodePaths ofMachine() {
        return new NodePaths(Path.of("/"));
    }

    /** What lives until the next boot: socket, leases, earlier settings. For root alone. */
    public Path run() {
        return root.resolve("run/flatnet");
    }

    /** The socket that the CNI executable speaks to. */
    public Path cniSocket() {
        return run().resolve("cni.sock");
    }

    /** The socket that {@code flatnet status} asks. */
    public Path statusSocket() {
        return run().resolve("status.sock");
    }

    /** Its presence tells the CNI executable that an agent has served since boot, so that it is worth waiting for one. */
    public Path servedMarker() {
        return run().resolve("served");
    }

    public Path leases() {
        return run().resolve("leases");
    }

    /** The pod ranges that the node has had since boot. */
    public Path ranges() {
        return run().resolve("ranges");
    }

    /** The values that settings had before the first write. */
    public Path earlierSettings() {
        return run().resolve("sysctls");
    }

    /** Held by the agent that serves this root. */
    public Path lock() {
        return run().resolve("agent.lock");
    }

    /** What outlasts a boot. */
    public Path state() {
        return root.resolve("var/lib/flatnet");
    }

    public Path cniConfigFolder() {
        return root.resolve("etc/cni/net.d");
    }

    public Path cniConfig() {
        return cniConfigFolder().resolve(CONFIG_NAME);
    }

    /** Where runtimes look for CNI executables. */
    public Path cniExecutables() {
        return root.resolve("opt/cni/bin");
    }

    /** Executables under the names of other plugins, which would collide with theirs in the usual folder. */
    public Path servedExecutables() {
        return root.resolve("opt/flatnet/bin");
    }
}
