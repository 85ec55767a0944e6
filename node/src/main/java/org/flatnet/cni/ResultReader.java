package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads a result, as {@code prevResult} brings one from another plugin or from an earlier ADD. Keys that no version has
 * are left out.
 */
final class ResultReader {
    private ResultReader() {}

    /** Reads a result that says its version, or else is of the configuration's. */
    static CniResult read(ConfigSection result, CniVersion configVersion) throws CniException {
        String text = result.text("cniVersion", "");
        CniVersion version = text.isEmpty()
                ? configVersion
                : CniVersion.of(text)
                        .orElseThrow(() -> result.invalid(
                                "cniVersion",
                                Shown.quoted(text) + " is no version of the specification: expected one of "
                                        + String.join(", ", CniVersion.texts())));
        return version.isAtLeast(CniVersion.V0_3_0) ? readLists(result) : readFamilies(result);
    }

    private static CniResult readLists(ConfigSection result) throws CniException {
        List<CniResult.Interface> interfaces = new ArrayList<>();
        for (ConfigSection section : result.sections("interfaces")) {
            interfaces.add(new CniResult.Interface(
                    section.text("name", ""),
                    section.text("mac", ""),
                    section.integer("mtu", 0, 0, Integer.MAX_VALUE),
                    section.text("sandbox", ""),
                    section.text("socketPath", ""),
                    section.text("pciID", "")));
        }
        List<CniResult.Address> addresses = new ArrayList<>();
        for (ConfigSection section : result.sections("ips")) {
            addresses.add(new CniResult.Address(
                    section.requiredInterfaceAddress("address"),
                    section.address("gateway"),
                    section.integer("interface", 0, Integer.MAX_VALUE)));
        }
        List<CniResult.Route> routes = routes(result);
        CniDns dns = ConfigParts.dns(result.section("dns"));
        return result.checked("ips", () -> new CniResult(interfaces, addresses, routes, dns));
    }

    /** Versions 0.1.0 and 0.2.0 have one address of each family, with the family's routes. */
    private static CniResult readFamilies(ConfigSection result) throws CniException {
        List<CniResult.Address> addresses = new ArrayList<>();
        List<CniResult.Route> routes = new ArrayList<>();
        for (String family : List.of("ip4", "ip6")) {
            ConfigSection section = result.section(family);
            if (section != null) {
                addresses.add(new CniResult.Address(
                        section.requiredInterfaceAddress("ip"), section.address("gateway"), null));
                routes.addAll(routes(section));
            }
        }
        return new CniResult(List.of(), addresses, routes, ConfigParts.dns(result.section("dns")));
    }

    private static List<CniResult.Route> routes(ConfigSection result) throws CniException {
        List<CniResult.Route> routes = new ArrayList<>();
        for (ConfigSection section : result.sections("routes")) {
            InterfaceAddress destination = section.requiredInterfaceAddress("dst");
            routes.add(route(section, destination.cidr(), section.address("gw")));
        }
        return routes;
    }

    static CniResult.Route route(ConfigSection section, Cidr destination, @Nullable IpAddress gateway)
            throws CniException {
        return new CniResult.Route(
                destination,
                gateway,
                section.integer("mtu", 0, 0, Integer.MAX_VALUE),
                section.integer("advmss", 0, 0, Integer.MAX_VALUE),
                section.integer("priority", 0, 0, Integer.MAX_VALUE),
                section.integer("table", 0, Integer.MAX_VALUE),
                section.integer("scope", 0, 255));
    }
}
