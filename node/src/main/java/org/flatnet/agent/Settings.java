package org.flatnet.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.flatnet.model.FabricMode;
import org.slf4j.event.Level;

/** The table of all settings. */
final class Settings {
    private static final int LARGEST_MTU = 65535;
    private static final int SMALLEST_MTU = 576;
    private static final int LARGEST_VXLAN_ID = (1 << 24) - 1;
    private static final int LAST_PORT = 65535;

    static final Setting<String> NODE =
            text("node", "NAME", "", "The name of this machine's Node object. Has to be given.", name -> {
                if (!name.isEmpty()) {
                    ClusterNode.checkName(name);
                }
                return name;
            });

    static final Setting<Optional<Path>> MANIFESTS = text(
            "manifests",
            "DIR",
            "",
            "A folder of Kubernetes manifests (YAML or JSON) that the cluster is read from and that is followed. Either"
                    + " this or kubeconfig has to be given.",
            Settings::optionalPath);

    static final Setting<Optional<Path>> KUBECONFIG = text(
            "kubeconfig",
            "FILE",
            "",
            "How to reach the Kubernetes API that the cluster is read from.",
            Settings::optionalPath);

    static final Setting<Path> ROOT = text(
            "root",
            "DIR",
            "/",
            "Put before every path that the agent uses: /run/flatnet, /var/lib/flatnet, /etc/cni/net.d, /opt/cni/bin."
                    + " With a root each, several agents run on one machine.",
            text -> optionalPath(text).orElseThrow(() -> new IllegalArgumentException("expected a folder")));

    static final Setting<FabricMode> MODE = text(
            "mode",
            String.join("|", FabricMode.names()),
            FabricMode.NATIVE.toString(),
            "How packets reach the pods of other nodes. native: by routes to the nodes, which share a layer 2 segment."
                    + " cloud: the network between the nodes routes to the pods. vxlan: inside UDP, on any network."
                    + " cross-subnet: native within a subnet, vxlan to other subnets.",
            FabricMode::parse);

    static final Setting<AttachMode> ATTACH = text(
            "attach",
            String.join("|", AttachMode.names()),
            AttachMode.BRIDGE.toString(),
            "How pods hang off the node. bridge: on isolated ports of a bridge, all packets go through the node."
                    + " layer2: on a plain bridge. routed: by a veth each, with no bridge.",
            AttachMode::parse);

    static final Setting<Integer> MTU = number(
            "mtu",
            "0|BYTES",
            0,
            "The largest packet of pods, in bytes. 0 follows the link that carries the traffic, in the modes vxlan and"
                    + " cross-subnet less what the overlay takes.",
            bytes -> {
                if (bytes != 0) {
                    checkRange(bytes, SMALLEST_MTU, LARGEST_MTU);
                }
                return bytes;
            });

    static final Setting<List<Cidr>> CLUSTER_CIDRS = list(
            "clusterCIDRs",
            "CIDR,…",
            "The networks that hold every pod of the cluster; traffic that leaves them is masqueraded. Empty: the pod"
                    + " ranges of all nodes.",
            Cidr::parse);

    static final Setting<Integer> VXLAN_ID = number(
            "vxlanID",
            "NUMBER",
            1,
            "The VXLAN network identifier (VNI) of the overlay.",
            id -> checkRange(id, 1, LARGEST_VXLAN_ID));

    static final Setting<Integer> VXLAN_PORT = number(
            "vxlanPort",
            "PORT",
            8472,
            "The UDP port of the overlay; 8472 is flannel's too.",
            port -> checkRange(port, 1, LAST_PORT));

    static final Setting<Boolean> MASQUERADE = toggle(
            "masquerade",
            true,
            "Whether traffic of pods to addresses outside of the cluster leaves with the node's address.");

    static final Setting<Optional<Endpoint>> METRICS_ADDRESS = text(
            "metricsAddress",
            "ADDRESS:PORT|off",
            "127.0.0.1:9765",
            "Where metrics and the health checks are served by HTTP. An address of the node lets others read them.",
            text -> text.equals("off") ? Optional.empty() : Optional.of(Endpoint.parse(text)));

    static final Setting<Level> LOG_LEVEL = text(
            "logLevel",
            levels(),
            "info",
            "How much is logged; each level has all of those before it.",
            Settings::level);

    static final Setting<List<IpAddress>> NODE_ADDRESSES = list(
            "nodeAddresses",
            "ADDRESS,…",
            "The addresses of this node that carry its traffic, at most one of each family. Empty: those of its Node"
                    + " object.",
            Settings::nodeAddress);

    static final Setting<Optional<String>> INTERFACE = text(
            "interface",
            "LINK",
            "",
            "The link that carries the traffic to other nodes. Empty: the one that has the node's address.",
            name -> {
                if (name.isEmpty()) {
                    return Optional.empty();
                }
                AttachmentId.checkInterfaceName(name);
                return Optional.of(name);
            });

    /** All of them, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(
            NODE,
            MANIFESTS,
            KUBECONFIG,
            ROOT,
            MODE,
            ATTACH,
            MTU,
            CLUSTER_CIDRS,
            VXLAN_ID,
            VXLAN_PORT,
            MASQUERADE,
            METRICS_ADDRESS,
            LOG_LEVEL,
            NODE_ADDRESSES,
            INTERFACE);

    private Settings() {}

    private static <T> Setting<T> text(
            String key, String form, String byDefault, String documentation, Function<String, T> reading) {
        return new Setting<>(key, form, Setting.Shape.TEXT, byDefault, documentation, one(reading));
    }

    private static Setting<Integer> number(
            String key, String form, int byDefault, String documentation, Function<Integer, Integer> check) {
        return new Setting<>(
                key,
                form,
                Setting.Shape.NUMBER,
                Integer.toString(byDefault),
                documentation,
                one(text -> check.apply(wholeNumber(text))));
    }

    private static Setting<Boolean> toggle(String key, boolean byDefault, String documentation) {
        return new Setting<>(
                key,
                "true|false",
                Setting.Shape.SWITCH,
                Boolean.toString(byDefault),
                documentation,
                one(Settings::truthValue));
    }

    private static <T> Setting<List<T>> list(
            String key, String form, String documentation, Function<String, T> reading) {
        return new Setting<>(
                key,
                form,
                Setting.Shape.LIST,
                "",
                documentation,
                texts -> texts.stream().map(reading).toList());
    }

    private static <T> Function<List<String>, T> one(Function<String, T> reading) {
        return texts -> reading.apply(texts.getFirst());
    }

    private static Optional<Path> optionalPath(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a path: " + e.getReason(), e);
        }
    }

    private static int wholeNumber(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number, or too large");
        }
        return Integer.parseInt(text);
    }

    private static int checkRange(int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(number + " is out of range: expected " + least + " to " + most);
        }
        return number;
    }

    private static boolean truthValue(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on" -> true;
            case "false", "off" -> false;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        };
    }

    private static IpAddress nodeAddress(String text) {
        IpAddress address = IpAddress.parse(text);
        ClusterNode.checkAddress(address);
        return address;
    }

    private static Level level(String text) {
        return Arrays.stream(Level.values())
                .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is not a level: expected one of " + levels().replace("|", ", ")));
    }

    private static String levels() {
        return Arrays.stream(Level.values())
                .map(level -> level.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("|"));
    }
}
