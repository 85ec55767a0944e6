package org.flatnet.agent;

import java.io.IOException;
import org.flatnet.kernel.sys.KernelException;

/** Speaks with the agent that runs on a node. */
public final class Agents {
    private Agents() {}

    /** What the agent knows of itself, as JSON. */
    public static String status(NodePaths paths) throws IOException {
        try {
            return StatusSocket.ask(paths.statusSocket());
        } catch (KernelException e) {
            throw new IOException(
                    "no agent answers at " + paths.statusSocket()
                            + ": start one with `flatnet agent`, or name its --root",
                    e);
        }
    }
}
