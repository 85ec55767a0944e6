package org.flatnet.agent;

import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.ipam.Ipam;
import org.flatnet.ipam.Lease;
import org.flatnet.ipam.RangeUse;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.model.AddressRange;
import org.flatnet.pod.PodRepairs;
import org.flatnet.reconcile.Drift;
import org.flatnet.reconcile.Status;
import org.flatnet.source.SourceProblem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What the agent tells of itself: node, ranges, leases, peers with their state, drift, and what is wrong. */
final class AgentStatus {
    private AgentStatus() {}

    static String json(
            AgentConfig config,
            NodeView view,
            NodeRanges ranges,
            Status status,
            PodRepairs repairs,
            Cluster cluster,
            Ipam ipam,
            List<SourceProblem> problems,
            @Nullable String notReady) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("node", config.node());
            json.writeBooleanProperty("ready", notReady == null);
            if (notReady != null) {
                json.writeStringProperty("reason", notReady);
            }
            json.writeStringProperty("mode", config.mode().toString());
            json.writeStringProperty("attach", config.attach().toString());
            json.writeNumberProperty("podMtu", view.podMtu());
            ranges(json, view, ranges, ipam);
            leases(json, ipam);
            peers(json, config.node(), cluster, status);
            drift(json, status, repairs);
            texts(json, "problems", problems(status, problems));
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void ranges(JsonGenerator json, NodeView view, NodeRanges ranges, Ipam ipam) {
        json.writeArrayPropertyStart("ranges");
        for (AddressRange range : view.podRanges()) {
            RangeUse use = ipam.use(range);
            range(json, range.subnet(), use.leased(), use.free(), false);
        }
        Set<Cidr> held = ranges.heldBeside(NodeRanges.Holding.ofLeases(ipam.leases()), view.podCidrs());
        for (Cidr earlier : ranges.all()) {
            long leased = held.stream().filter(earlier::contains).count();
            if (leased > 0) {
                range(json, earlier, leased, BigInteger.ZERO, true);
            }
        }
        json.writeEndArray();
    }

    private static void range(JsonGenerator json, Cidr range, long leased, BigInteger free, boolean earlier) {
        json.writeStartObject();
        json.writeStringProperty("range", range.toString());
        json.writeNumberProperty("leased", leased);
        json.writeStringProperty("free", free.toString());
        json.writeBooleanProperty("earlier", earlier);
        json.writeEndObject();
    }

    private static void leases(JsonGenerator json, Ipam ipam) {
        json.writeArrayPropertyStart("leases");
        for (Lease lease : ipam.leases()) {
            json.writeStartObject();
            json.writeStringProperty("address", lease.address().toString());
            json.writeStringProperty("network", lease.owner().network());
            json.writeStringProperty("containerId", lease.owner().containerId());
            json.writeStringProperty("interface", lease.owner().interfaceName());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void peers(JsonGenerator json, String own, Cluster cluster, Status status) {
        Map<String, String> states = states(status);
        json.writeArrayPropertyStart("peers");
        for (ClusterNode peer : cluster.nodes().values()) {
            if (peer.name().equals(own)) {
                continue;
            }
            json.writeStartObject();
            json.writeStringProperty("name", peer.name());
            texts(
                    json,
                    "addresses",
                    peer.addresses().stream().map(Object::toString).toList());
            texts(
                    json,
                    "podCIDRs",
                    peer.podCidrs().stream().map(Object::toString).toList());
            json.writeStringProperty("state", states.getOrDefault(peer.name(), "reachable"));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What is wrong with the way to a peer, by its name. */
    private static Map<String, String> states(Status status) {
        Map<String, String> states = new TreeMap<>();
        status.problems().forEach((key, texts) -> states.put(key.key().toString(), String.join("; ", texts)));
        status.failures().forEach((key, failure) -> states.put(key.key().toString(), failure.reason()));
        return states;
    }

    private static void drift(JsonGenerator json, Status status, PodRepairs repairs) {
        json.writeObjectPropertyStart("drift");
        long ofFeatures =
                status.drift().values().stream().mapToLong(Long::longValue).sum();
        json.writeNumberProperty("total", ofFeatures + repairs.total());
        Drift last = status.lastDrift();
        Instant repairedAt = repairs.lastAt();
        if (repairedAt != null && (last == null || repairedAt.isAfter(last.at()))) {
            json.writeStringProperty("last", "link " + repairs.lastLink() + " altered");
            json.writeStringProperty("at", repairedAt.toString());
        } else if (last != null) {
            json.writeStringProperty(
                    "last", last.identity() + " " + last.what().toString().toLowerCase(java.util.Locale.ROOT));
            json.writeStringProperty("at", last.at().toString());
        }
        json.writeEndObject();
    }

    private static List<String> problems(Status status, List<SourceProblem> source) {
        List<String> all = new ArrayList<>();
        source.forEach(problem -> all.add(problem.toString()));
        new TreeMap<>(status.problems()).forEach((key, texts) -> texts.forEach(text -> all.add(key + ": " + text)));
        new TreeMap<>(status.failures())
                .forEach((key, failure) ->
                        all.add(key + ": " + failure.reason() + " (tried " + failure.times() + " times)"));
        return all;
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }
}
