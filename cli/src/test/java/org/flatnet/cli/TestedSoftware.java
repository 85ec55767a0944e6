package org.flatnet.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.agent.Installer;
import org.flatnet.agent.NodePaths;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.run.FlatnetSoftware;
import org.flatnet.lab.run.NodeFiles;
import org.flatnet.lab.run.NodeSoftware;

/**
 * The real agent. {@code ./test} has built it from these very sources, with its cache, and says so; under Maven alone there
 * is no jar yet, and it runs from the classes under test, which takes it several times as long to start.
 */
record TestedSoftware(FlatnetSoftware flatnet) implements NodeSoftware {
    private static final String JAR = "-jar";

    static TestedSoftware of() {
        return new TestedSoftware(FlatnetSoftware.of(
                Built.home(), root -> new Installer(new NodePaths(root), Built.cniExecutable()).install(List.of())));
    }

    @Override
    public void prepare(Topology topology, NodePlan node, NodeFiles files) throws IOException {
        flatnet.prepare(topology, node, files);
    }

    @Override
    public List<String> agentCommand(NodePlan node, NodeFiles files) {
        if (System.getenv("FLATNET_BUILT") != null) {
            return flatnet.agentCommand(node, files);
        }
        List<String> words = new ArrayList<>();
        for (String word : flatnet.agentCommand(node, files)) {
            if (word.equals(JAR)) {
                words.addAll(List.of("-cp", System.getProperty("java.class.path")));
            } else if (word.endsWith("flatnet.jar")) {
                words.add(Flatnet.class.getName());
            } else if (!word.startsWith("-XX:AOTCache")) {
                words.add(word);
            }
        }
        return words;
    }

    @Override
    public boolean serves(NodePlan node, NodeFiles files) {
        return flatnet.serves(node, files);
    }

    @Override
    public void install(NodePlan node, NodeFiles files) throws IOException {
        flatnet.install(node, files);
    }
}
