package org.flatnet.lab.run;

import java.io.IOException;
import java.util.List;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;

/** What runs on a lab's nodes: Flatnet itself, or a stand-in. */
public interface NodeSoftware {

    /** Writes what the agent reads when it starts, before it does. */
    void prepare(Topology topology, NodePlan node, NodeFiles files) throws IOException;

    /** The agent's command, which is run in the node's namespace; empty where the node needs none. */
    List<String> agentCommand(NodePlan node, NodeFiles files);

    /** Whether the agent that was started has come so far that it can serve. */
    boolean serves(NodePlan node, NodeFiles files);

    /** Puts the CNI executable and, last of all, the configuration in place. */
    void install(NodePlan node, NodeFiles files) throws IOException;
}
