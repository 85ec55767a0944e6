package org.flatnet.lab.state;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The state as JSON. */
final class StateFormat {
    private static final JsonMapper JSON = new JsonMapper();

    private StateFormat() {}

    static String write(LabState state) {
        ObjectNode root = JSON.createObjectNode();
        writeSpec(root.putObject("spec"), state.spec());
        ArrayNode pods = root.putArray("pods");
        for (PodRecord pod : state.pods()) {
            ObjectNode json = pods.addObject()
                    .put("name", pod.name())
                    .put("node", pod.node())
                    .put("containerId", pod.containerId())
                    .put("mac", pod.mac());
            ArrayNode addresses = json.putArray("addresses");
            pod.addresses().forEach(address -> addresses.add(address.toString()));
        }
        ObjectNode agents = root.putObject("agents");
        state.agents().forEach(agents::put);
        return root.toPrettyString();
    }

    private static void writeSpec(ObjectNode json, LabSpec spec) {
        json.put("name", spec.name())
                .put("nodes", spec.nodes())
                .put("pods", spec.pods())
                .put("mode", spec.mode().toString())
                .put("subnets", spec.subnets())
                .put("attach", spec.attach().toString())
                .put("families", spec.families().toString())
                .put("mtu", spec.mtu());
        @Nullable Boolean check = spec.sourceDestCheck();
        if (check != null) {
            json.put("sourceDestCheck", check.booleanValue());
        }
        @Nullable Path manifests = spec.manifests();
        if (manifests != null) {
            json.put("manifests", manifests.toString());
        }
    }

    /** @throws RuntimeException if it is not what {@link #write} writes */
    static LabState read(String text) {
        JsonNode root = JSON.readTree(text);
        List<PodRecord> pods = new ArrayList<>();
        for (JsonNode pod : root.required("pods")) {
            List<IpAddress> addresses = new ArrayList<>();
            pod.required("addresses").forEach(address -> addresses.add(IpAddress.parse(address.asString())));
            pods.add(new PodRecord(
                    pod.required("name").asString(),
                    pod.required("node").asString(),
                    pod.required("containerId").asString(),
                    addresses,
                    pod.required("mac").asString()));
        }
        Map<String, Long> agents = new HashMap<>();
        root.required("agents")
                .properties()
                .forEach(agent -> agents.put(agent.getKey(), agent.getValue().asLong()));
        return new LabState(readSpec(root.required("spec")), pods, agents);
    }

    private static LabSpec readSpec(JsonNode json) {
        return new LabSpec(
                json.required("name").asString(),
                json.required("nodes").asInt(),
                json.required("pods").asInt(),
                FabricMode.parse(json.required("mode").asString()),
                json.required("subnets").asInt(),
                AttachMode.parse(json.required("attach").asString()),
                Families.parse(json.required("families").asString()),
                json.required("mtu").asInt(),
                json.has("sourceDestCheck") ? json.get("sourceDestCheck").asBoolean() : null,
                json.has("manifests") ? Path.of(json.get("manifests").asString()) : null);
    }
}
