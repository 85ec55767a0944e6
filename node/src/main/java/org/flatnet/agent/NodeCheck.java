package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a node for what it lacks and for whom Flatnet would meet there. Changes nothing. */
public final class NodeCheck {
    private final NodePaths paths;

    public NodeCheck(NodePaths paths) {
        this.paths = paths;
    }

    /** All there is to look at: the kernel, others at work here, the agent. */
    public List<Finding> run() throws IOException {
        List<Finding> findings = new ArrayList<>(KernelProbes.run());
        findings.addAll(others());
        findings.addAll(agent());
        return findings;
    }

    /** Others who are at work on the network; to be called from the node's namespace. */
    List<Finding> others() throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(otherNetworkConfigs());
        findings.addAll(ForeignChains.look());
        findings.add(Networkd.look(paths.root()));
        findings.add(NetworkManager.look(paths.root()));
        findings.add(kubeProxy());
        return findings;
    }

    private List<Finding> agent() throws IOException {
        JsonNode status;
        try {
            status = JsonMapper.shared().readTree(Agents.status(paths));
        } catch (IOException e) {
            return List.of(Finding.warning("agent", "does not run", "start it: flatnet agent --help"));
        }
        List<Finding> findings = new ArrayList<>();
        String ready = status.path("ready").asBoolean(false)
                ? "is ready"
                : "is not ready: " + status.path("reason").asString("");
        findings.add(new Finding(
                status.path("ready").asBoolean(false) ? Finding.Level.GOOD : Finding.Level.FAULT, "agent", ready, ""));
        for (JsonNode problem : status.path("problems")) {
            findings.add(Finding.fault("agent", problem.asString(""), "it is tried again until it succeeds"));
        }
        findings.add(drift(status.path("drift")));
        return findings;
    }

    private static Finding drift(JsonNode drift) {
        long total = drift.path("total").asLong(0);
        if (total == 0) {
            return Finding.good("drift", "nobody has changed what is Flatnet's");
        }
        return Finding.warning(
                "drift",
                "put right " + total + " times, the last: "
                        + drift.path("last").asString("") + " at "
                        + drift.path("at").asString(""),
                "find who else manages the network here; the lines above name the usual ones");
    }

    /** Runtimes take the first config in the order of names. */
    private Finding otherNetworkConfigs() throws IOException {
        String what = "other network configs";
        if (!Files.isDirectory(paths.cniConfigFolder())) {
            return Finding.good(what, "none");
        }
        List<String> others = new ArrayList<>();
        try (Stream<Path> files = Files.list(paths.cniConfigFolder())) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".conf") || name.endsWith(".conflist") || name.endsWith(".json"))
                    .filter(name -> !name.equals(paths.cniConfig().getFileName().toString()))
                    .sorted()
                    .forEach(others::add);
        }
        boolean first = others.stream()
                .anyMatch(name -> name.compareTo(paths.cniConfig().getFileName().toString()) < 0);
        if (others.isEmpty()) {
            return Finding.good(what, "none");
        }
        String evidence = paths.cniConfigFolder() + " holds " + String.join(", ", others);
        return first
                ? Finding.fault(what, evidence + ", which runtimes take before ours", "move it out of the folder")
                : Finding.good(what, evidence + ", which runtimes take after ours");
    }

    private static Finding kubeProxy() {
        return Finding.good(
                "kube-proxy", Processes.run("kube-proxy") ? "runs: it serves the Services" : "does not run");
    }
}
