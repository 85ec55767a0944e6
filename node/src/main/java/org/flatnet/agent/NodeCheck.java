package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.flatnet.kernel.nftables.BaseHook;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.Counter;
import org.flatnet.kernel.nftables.Expression;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.InstalledRule;
import org.flatnet.kernel.nftables.Log;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Reject;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.Verdict;
import org.flatnet.kernel.nftables.VerdictExpression;
import org.flatnet.kernel.sys.NetworkNamespace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a node for what it lacks and for whom Flatnet would meet there. Changes nothing. */
public final class NodeCheck {
    private static final String OURS = "flatnet";
    private static final Path NETWORKD_CONFIG = Path.of("/etc/systemd/networkd.conf");

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
        findings.addAll(chainsThatDrop());
        findings.add(networkd());
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

    /** An accept in our table cannot undo another's drop. */
    private static List<Finding> chainsThatDrop() throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (NetworkNamespace namespace = NetworkNamespace.current();
                NftablesSocket nftables = NftablesSocket.open(namespace)) {
            for (Table table : nftables.tables()) {
                if (table.id().name().equals(OURS)) {
                    continue;
                }
                for (Chain chain : nftables.chains(table.id())) {
                    BaseHook base = chain.base();
                    if (base != null && base.hook() == Hook.FORWARD && drops(nftables, chain, base)) {
                        findings.add(Finding.fault(
                                "foreign chains",
                                "chain " + chain.id() + " drops what is forwarded and it does not know (" + owner(chain)
                                        + ")",
                                "let the pods' ranges pass there: nft insert rule " + chain.id()
                                        + " ip saddr RANGE accept, and the same with daddr"));
                    }
                }
            }
        }
        return findings.isEmpty() ? List.of(Finding.good("foreign chains", "none drops what is forwarded")) : findings;
    }

    /** By its policy, as Docker and ufw have it, or by its last rule, as firewalld. */
    private static boolean drops(NftablesSocket nftables, Chain chain, BaseHook base) throws IOException {
        if (base.policy() == Policy.DROP) {
            return true;
        }
        List<InstalledRule> rules = nftables.rules(chain.id());
        if (rules.isEmpty()) {
            return false;
        }
        List<Expression> last = rules.getLast().rule().expressions().stream()
                .filter(expression -> !(expression instanceof Counter) && !(expression instanceof Log))
                .toList();
        return last.size() == 1
                && (last.getFirst() instanceof Reject
                        || last.getFirst() instanceof VerdictExpression(Verdict verdict)
                                && verdict.equals(Verdict.DROP));
    }

    private static String owner(Chain chain) {
        String table = chain.id().table().name().toLowerCase(Locale.ROOT);
        if (table.contains("firewalld")) {
            return "firewalld's";
        }
        return table.equals("filter") ? "iptables': Docker or ufw, as a rule" : "of table " + table;
    }

    private static Finding networkd() throws IOException {
        String what = "systemd-networkd";
        if (!runs("systemd-networkd")) {
            return Finding.good(what, "does not run");
        }
        boolean told = Files.exists(NETWORKD_CONFIG)
                && Files.readString(NETWORKD_CONFIG)
                        .lines()
                        .anyMatch(line -> line.strip().matches("(?i)ManageForeignRoutes\\s*=\\s*(no|false|0)"));
        return told
                ? Finding.good(what, "leaves routes of others alone")
                : Finding.warning(
                        what,
                        "runs, and takes routes of others away when it restarts; ours come back at once",
                        "set ManageForeignRoutes=no in " + NETWORKD_CONFIG);
    }

    private static Finding kubeProxy() {
        return Finding.good("kube-proxy", runs("kube-proxy") ? "runs: it serves the Services" : "does not run");
    }

    private static boolean runs(String program) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("/" + program))
                        .isPresent());
    }
}
