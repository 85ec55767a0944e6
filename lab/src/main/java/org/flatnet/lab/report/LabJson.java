package org.flatnet.lab.report;

import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.check.Check;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The one object that {@code check}, {@code status} and {@code lab} print with {@code --json}. */
public final class LabJson {
    private static final JsonMapper JSON = new JsonMapper();

    private LabJson() {}

    public static String render(LabView view) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode nodes = root.putArray("nodes");
        view.nodes().forEach(node -> putNode(nodes.addObject(), node));
        ArrayNode pods = root.putArray("pods");
        view.pods().forEach(pod -> putPod(pods.addObject(), pod));
        ArrayNode checks = root.putArray("checks");
        view.checks().forEach(check -> putCheck(checks.addObject(), check));
        root.put("passed", view.passed()).put("failed", view.failed());
        return root.toString();
    }

    private static void putNode(ObjectNode json, LabView.Node node) {
        json.put("name", node.plan().name());
        ArrayNode addresses = json.putArray("addresses");
        node.plan().ownAddresses().stream().map(IpAddress::toString).forEach(addresses::add);
        ArrayNode ranges = json.putArray("podCIDRs");
        node.plan().podCidrs().stream().map(Cidr::toString).forEach(ranges::add);
        json.put("ready", node.ready())
                .put("netns", node.plan().namespace())
                .put("cniBin", node.cniBin().toString())
                .put("cniConf", node.cniConf().toString())
                .put("agentPid", node.agentPid());
    }

    private static void putPod(ObjectNode json, LabView.Pod pod) {
        json.put("name", pod.view().name()).put("node", pod.view().node());
        ArrayNode addresses = json.putArray("addresses");
        pod.view().addresses().stream().map(IpAddress::toString).forEach(addresses::add);
        json.put("netns", pod.namespace());
    }

    private static void putCheck(ObjectNode json, Check check) {
        String path = check.path().isEmpty() ? "" : check.path() + "  ";
        json.put("name", check.name())
                .put("kind", check.kind().toString())
                .put("from", check.from())
                .put("to", check.to())
                .put("ok", check.ok())
                .put("detail", path + check.detail())
                .put("micros", check.micros());
    }
}
