package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.cloud.Wiring;
import org.flatnet.lab.cni.Attachment;
import org.flatnet.lab.cni.CniFailure;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.NamespaceProcesses;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.state.LabHome;
import org.flatnet.lab.state.LabStore;
import org.flatnet.lab.state.PodRecord;
import tools.jackson.databind.JsonNode;

/**
 * A container runtime, as far as the network knows it: a pod is a namespace that a pause process holds, put on its node's
 * network by CNI, and two containers in it. What is made is written down before. Any thread may call; pods are
 * independent of each other.
 */
final class PodRuntime {
    private static final int CONTAINER_ID_BYTES = 32;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?");

    private final LabHome home;
    private final PodProgram program;
    private final LabStore store;
    private final Topology topology;
    private final Kubelet kubelet;
    private final SecureRandom random = new SecureRandom();

    PodRuntime(LabHome home, PodProgram program, LabStore store, Topology topology, Kubelet kubelet) {
        this.home = home;
        this.program = program;
        this.store = store;
        this.topology = topology;
        this.kubelet = kubelet;
    }

    private String lab() {
        return topology.spec().name();
    }

    /** Makes a pod. Where that fails nothing of it is left. */
    PodRecord create(String name, NodePlan node) throws IOException {
        if (!NAME.matcher(name).matches() || topology.isReserved(name)) {
            throw new IOException("\"" + name + "\" cannot name a pod: expected lower-case letters, digits, dots and"
                    + " hyphens, and no name of a node, vpc or outside");
        }
        byte[] id = new byte[CONTAINER_ID_BYTES];
        random.nextBytes(id);
        PodRecord begun = new PodRecord(name, node.name(), HexFormat.of().formatHex(id), List.of(), "");
        store.update(lab(), state -> {
            if (state.pod(name).isPresent()) {
                throw new IllegalArgumentException("there is a pod \"" + name + "\" already");
            }
            return state.with(begun);
        });
        try {
            PodRecord pod = start(begun, node);
            store.update(lab(), state -> state.with(pod));
            return pod;
        } catch (IOException | RuntimeException e) {
            undo(begun, e);
            throw e;
        }
    }

    private PodRecord start(PodRecord pod, NodePlan node) throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.createNamed(home.namespace(lab(), pod.name()))) {
            Wiring.loopbackUp(namespace);
        }
        program.hold(home.namespace(lab(), pod.name()));
        JsonNode result = kubelet.libcni(node).add(kubelet.requireNetwork(node), attachment(pod));
        PodRecord attached = pod.attached(addresses(result), macAddress(result));
        program.serve(home.namespace(lab(), pod.name()), attached.view().app(), PodView.APP_PORT);
        program.serve(home.namespace(lab(), pod.name()), attached.view().sidecar(), PodView.SIDECAR_PORT);
        return attached;
    }

    private void undo(PodRecord pod, Exception cause) {
        try {
            delete(pod);
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** What plugins are told of a pod. */
    Attachment attachment(PodRecord pod) {
        return new Attachment(pod.containerId(), home.namespace(lab(), pod.name()), "eth0", pod.arguments(), Map.of());
    }

    /** The result's addresses; the whole of them, in its order. */
    private static List<IpAddress> addresses(JsonNode result) throws CniFailure {
        List<IpAddress> addresses = new ArrayList<>();
        for (JsonNode ip : result.path("ips")) {
            addresses.add(
                    InterfaceAddress.parse(ip.path("address").asString("")).address());
        }
        if (addresses.isEmpty()) {
            throw new CniFailure("ADD", CniFailure.NO_CODE, "the result gives the pod no address: " + result);
        }
        return addresses;
    }

    private static String macAddress(JsonNode result) {
        for (JsonNode link : result.path("interfaces")) {
            if (!link.path("sandbox").asString("").isEmpty()
                    && link.path("name").asString("").equals("eth0")) {
                return link.path("mac").asString("");
            }
        }
        return "";
    }

    /** Ends a pod's containers, takes it off the network, and takes its namespace away. Repeating it is no error. */
    void delete(PodRecord pod) throws IOException {
        NodePlan node = topology.node(pod.node()).orElseThrow();
        endProcesses(pod);
        detach(node, pod);
        NetworkNamespace.removeNamed(home.namespace(lab(), pod.name()));
        store.update(lab(), state -> state.withoutPod(pod.name()));
    }

    private void endProcesses(PodRecord pod) throws IOException {
        if (!Files.exists(home.namespace(lab(), pod.name()))) {
            return;
        }
        try (NetworkNamespace namespace = NetworkNamespace.open(home.namespace(lab(), pod.name()))) {
            NamespaceProcesses.kill(Set.of(namespace.id()));
        }
    }

    private void detach(NodePlan node, PodRecord pod) throws IOException {
        Libcni libcni = kubelet.libcni(node);
        NetworkList network = kubelet.requireNetwork(node);
        libcni.delete(network, attachment(pod));
    }
}
