package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** Reads {@code runtimeConfig}. Capabilities that are not known are another plugin's, and are left out. */
final class RuntimeConfigReader {
    private RuntimeConfigReader() {}

    static RuntimeConfig read(@Nullable ConfigSection runtime) throws CniException {
        if (runtime == null) {
            return RuntimeConfig.NONE;
        }
        return new RuntimeConfig(
                portMappings(runtime),
                RangeReader.sets(runtime, "ipRanges", false),
                bandwidth(runtime.section("bandwidth")),
                dns(runtime.section("dns")),
                runtime.addresses("ips"),
                runtime.mac("mac"),
                runtime.text("cgroupPath", ""),
                runtime.texts("aliases"),
                runtime.text("infinibandGUID", ""),
                runtime.text("deviceID", ""));
    }

    private static List<PortMapping> portMappings(ConfigSection runtime) throws CniException {
        List<PortMapping> mappings = new ArrayList<>();
        for (ConfigSection section : runtime.sections("portMappings")) {
            int hostPort = section.integer("hostPort", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
            int containerPort = section.integer("containerPort", 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
            IpAddress hostAddress = section.address("hostIP");
            PortMapping.Protocol protocol = protocol(section);
            mappings.add(
                    section.checked("hostPort", () -> new PortMapping(hostPort, containerPort, protocol, hostAddress)));
        }
        return mappings;
    }

    private static PortMapping.Protocol protocol(ConfigSection mapping) throws CniException {
        String name = mapping.text("protocol", "tcp").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "tcp" -> PortMapping.Protocol.TCP;
            case "udp" -> PortMapping.Protocol.UDP;
            case "sctp" -> PortMapping.Protocol.SCTP;
            default -> throw mapping.unsupported("protocol", "expected tcp, udp or sctp");
        };
    }

    private static @Nullable Bandwidth bandwidth(@Nullable ConfigSection section) throws CniException {
        return section == null
                ? null
                : new Bandwidth(
                        section.unsigned("ingressRate"),
                        section.unsigned("ingressBurst"),
                        section.unsigned("egressRate"),
                        section.unsigned("egressBurst"));
    }

    /** The capability calls its lists otherwise than results do, and has no domain. */
    private static @Nullable CniDns dns(@Nullable ConfigSection section) throws CniException {
        return section == null
                ? null
                : new CniDns(section.texts("servers"), "", section.texts("searches"), section.texts("options"));
    }
}
