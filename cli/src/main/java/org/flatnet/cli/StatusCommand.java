package org.flatnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.flatnet.agent.Agents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code flatnet status}. */
@Command(
        name = "status",
        description = "Shows what the agent of this node knows, and what is wrong.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flatnet status"})
final class StatusCommand implements Callable<Integer> {
    private static final int NOT_READY = 1;

    @Mixin
    private RootOption root = new RootOption();

    @Option(names = "--json", description = "The agent's own words.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String answer = Agents.status(root.paths());
        PrintWriter out = spec.commandLine().getOut();
        JsonNode status = JsonMapper.shared().readTree(answer);
        if (json) {
            out.println(answer);
        } else {
            print(out, status);
        }
        return status.get("ready").asBoolean() ? 0 : NOT_READY;
    }

    private static void print(PrintWriter out, JsonNode status) {
        boolean ready = status.get("ready").asBoolean();
        out.println(status.get("node").asString() + "  "
                + (ready ? "ready" : "not ready: " + status.path("reason").asString()));
        out.println("  mode " + status.get("mode").asString() + ", pods by "
                + status.get("attach").asString() + ", MTU "
                + status.get("podMtu").asInt());
        for (JsonNode range : status.get("ranges")) {
            boolean earlier = range.get("earlier").asBoolean();
            out.println("  range " + range.get("range").asString() + "  "
                    + range.get("leased").asInt() + " leased, "
                    + (earlier ? "no longer the node's" : range.get("free").asString() + " free"));
        }
        List<List<String>> leases = new ArrayList<>();
        status.get("leases")
                .forEach(lease -> leases.add(List.of(
                        lease.get("address").asString(),
                        lease.get("interface").asString(),
                        lease.get("containerId").asString())));
        table(out, "leases", leases);
        List<List<String>> peers = new ArrayList<>();
        status.get("peers")
                .forEach(peer -> peers.add(List.of(
                        peer.get("name").asString(),
                        words(peer.get("addresses")),
                        words(peer.get("podCIDRs")),
                        peer.get("state").asString())));
        table(out, "peers", peers);
        JsonNode drift = status.get("drift");
        if (drift.get("total").asLong() > 0) {
            out.println("drift  " + drift.get("total").asLong() + " put right, the last: "
                    + drift.path("last").asString() + " at " + drift.path("at").asString());
        }
        status.get("problems").forEach(problem -> out.println("problem  " + problem.asString()));
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asString()));
        return String.join(",", words);
    }

    private static void table(PrintWriter out, String title, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        out.println(title);
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < columns; i++) {
                line.append(' ')
                        .append(row.get(i))
                        .append(" ".repeat(widths[i] - row.get(i).length()));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
