package org.flatnet.cni;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** Reads network configurations, each by the name that the plugin was called by. */
final class ConfigReader {
    private static final String RESERVED = "cni.dev/";
    private static final List<String> NAMES = List.of("flatnet", "bridge", "ptp", "host-local", "loopback", "portmap");

    private final ConfigSection root;
    private final ConfigBasics basics;

    private ConfigReader(ConfigSection root, ConfigBasics basics) {
        this.root = root;
        this.basics = basics;
    }

    /** The version that the configuration is of. */
    static CniVersion version(ConfigSection root) throws CniException {
        String text = root.text("cniVersion", "");
        return text.isEmpty() ? CniVersion.DEFAULT : CniVersion.of(text).orElseThrow(() -> incompatible(text));
    }

    private static CniException incompatible(String version) {
        return new CniException(
                CniCode.INCOMPATIBLE_VERSION,
                "incompatible CNI version " + Shown.quoted(version) + ": expected one of "
                        + String.join(", ", CniVersion.texts()));
    }

    /**
     * Reads a configuration whole.
     *
     * <p>For DEL, options that are not served or wrong count as absent: an ADD with them has failed and left nothing, and a
     * runtime that repeats its DEL until it succeeds must not be caught for ever.
     */
    static NetworkConfig read(ConfigSection root, CniVersion version, CniCommand command, String calledAs)
            throws CniException {
        if (!version.isAtLeast(command.since())) {
            throw new CniException(
                    CniCode.INCOMPATIBLE_VERSION,
                    "incompatible CNI version " + version + ": " + command + " exists since version "
                            + command.since());
        }
        if (!NAMES.contains(calledAs)) {
            throw new CniException(
                    CniCode.INVALID_ENVIRONMENT,
                    "the plugin was called as " + Shown.quoted(calledAs) + ": expected one of "
                            + String.join(", ", NAMES));
        }
        String name = name(root);
        if (command != CniCommand.DEL) {
            return readWhole(root, version, name, command, calledAs);
        }
        try {
            return readWhole(root, version, name, command, calledAs);
        } catch (CniException e) {
            return switch (e.code()) {
                case UNSUPPORTED_FIELD, INVALID_CONFIG, DECODING -> withoutOptions(version, name, calledAs);
                default -> throw e;
            };
        }
    }

    private static String name(ConfigSection root) throws CniException {
        String name = root.required("name");
        return root.checked("name", () -> {
            AttachmentId.checkNetwork(name);
            return name;
        });
    }

    private static NetworkConfig readWhole(
            ConfigSection root, CniVersion version, String name, CniCommand command, String calledAs)
            throws CniException {
        ConfigReader reader = new ConfigReader(root, basics(root, version, name));
        NetworkConfig config = reader.config(calledAs);
        if (command == CniCommand.CHECK && config.previousResult() == null && !(config instanceof HostLocalConfig)) {
            throw root.invalid("prevResult", "it is missing: CHECK compares with it");
        }
        return config;
    }

    /** What a configuration of this name is to a DEL whose options cannot be read. */
    private static NetworkConfig withoutOptions(CniVersion version, String name, String calledAs) throws CniException {
        ConfigBasics basics = new ConfigBasics(version, name);
        HostLocalIpam noAddresses = new HostLocalIpam(List.of(), List.of(), HostLocalIpam.DEFAULT_DATA_DIRECTORY, null);
        return switch (calledAs) {
            case "ptp" -> new PtpConfig(basics, false, 0, noAddresses);
            case "host-local" -> new HostLocalConfig(basics, noAddresses);
            default -> new ConfigReader(ConfigSection.empty(""), basics).config(calledAs);
        };
    }

    private static ConfigBasics basics(ConfigSection root, CniVersion version, String name) throws CniException {
        ConfigSection previous = root.section("prevResult");
        ConfigSection arguments = root.sectionOrEmpty("args").sectionOrEmpty("cni");
        List<IpAddress> addresses = arguments.addresses("ips");
        MacAddress mac = arguments.mac("mac");
        RuntimeConfig runtime = RuntimeConfigReader.read(root.section("runtimeConfig"));
        return new ConfigBasics(
                version,
                name,
                ConfigParts.dns(root.section("dns")).overriddenBy(runtime.dns()),
                previous == null ? null : ResultReader.read(previous, version),
                runtime,
                addresses,
                mac,
                validAttachments(root, name));
    }

    private static @Nullable Set<AttachmentId> validAttachments(ConfigSection root, String network)
            throws CniException {
        String key = RESERVED + "valid-attachments";
        if (!root.isPresent(key)) {
            return null;
        }
        Set<AttachmentId> attachments = new HashSet<>();
        for (ConfigSection section : root.sections(key)) {
            String container = section.required("containerID");
            String interfaceName = section.required("ifname");
            attachments.add(section.checked("containerID", () -> new AttachmentId(network, container, interfaceName)));
        }
        return attachments;
    }

    private NetworkConfig config(String calledAs) throws CniException {
        if (calledAs.equals("host-local")) {
            // The rest of the configuration is that of the plugin that calls for an address.
            return new HostLocalConfig(basics, HostLocalReader.required(root, basics));
        }
        String type = root.text("type", calledAs);
        if (!type.equals(calledAs)) {
            throw root.invalid("type", Shown.quoted(type) + ": expected " + calledAs + ", as the plugin was called");
        }
        NetworkConfig config = switch (calledAs) {
            case "flatnet" -> flatnet();
            case "bridge" -> new BridgeReader(root, basics).read();
            case "ptp" -> ptp();
            case "loopback" -> new LoopbackConfig(basics);
            case "portmap" -> portmap();
            default -> throw new IllegalStateException(calledAs);
        };
        if (!(config instanceof PortmapConfig)) {
            refuseCapabilities();
        }
        refuseOthersInDns();
        root.ignore("cniVersion", "cniVersions", "name", "capabilities", "disableCheck", "disableGC");
        root.ignoreReserved(RESERVED);
        root.refuseOthers();
        return config;
    }

    /** A result, too, has such a section, in which what is not known is left out. */
    private void refuseOthersInDns() throws CniException {
        ConfigSection dns = root.sectionOrEmpty("dns");
        CniDns _ = ConfigParts.dns(dns);
        dns.refuseOthers();
    }

    /** The runtime sends them because the configuration declares the capability; left out, nobody would do them. */
    private void refuseCapabilities() throws CniException {
        RuntimeConfig runtime = basics.runtime();
        Bandwidth bandwidth = runtime.bandwidth();
        refuseCapability("portMappings", !runtime.portMappings().isEmpty());
        refuseCapability("bandwidth", bandwidth != null && bandwidth.limits());
        refuseCapability("aliases", !runtime.aliases().isEmpty());
        refuseCapability("infinibandGUID", !runtime.infinibandGuid().isEmpty());
        refuseCapability("deviceID", !runtime.deviceId().isEmpty());
    }

    private void refuseCapability(String key, boolean asked) throws CniException {
        if (asked) {
            throw root.sectionOrEmpty("runtimeConfig")
                    .unsupported(key, "not served; declare the capability for a plugin that does it");
        }
    }

    private FlatnetConfig flatnet() throws CniException {
        String attach = root.text("attach", "");
        List<List<org.flatnet.model.AddressRange>> sets =
                new java.util.ArrayList<>(basics.runtime().ipRanges());
        sets.addAll(RangeReader.sets(root, "ranges", true));
        RangeReader.checkApart(root, sets);
        return new FlatnetConfig(
                basics,
                attach.isEmpty() ? null : root.checked("attach", () -> AttachMode.parse(attach)),
                ConfigParts.mtu(root),
                sets,
                ConfigParts.routes(root));
    }

    private PtpConfig ptp() throws CniException {
        ConfigParts.masqueradeBackend(root);
        return new PtpConfig(
                basics, root.flag("ipMasq", false), ConfigParts.mtu(root), HostLocalReader.required(root, basics));
    }

    private PortmapConfig portmap() throws CniException {
        ConfigParts.backend(root, "backend");
        for (String key : List.of("externalSetMarkChain", "conditionsV4", "conditionsV6")) {
            if (root.value(key) != null) {
                throw root.unsupported(key, "it holds words for iptables, which Flatnet does not use; leave it out");
            }
        }
        return new PortmapConfig(
                basics, root.flag("snat", true), root.flag("masqAll", false), root.integer("markMasqBit", 0, 31));
    }
}
