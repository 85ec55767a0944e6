package org.flatnet.cni;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code ipam}, of which the only type that is served is {@code host-local}. */
final class HostLocalReader {
    private static final String TYPE = "host-local";

    private HostLocalReader() {}

    /** The section of another plugin's configuration; null where there is none, for a container without address. */
    static @Nullable HostLocalIpam optional(ConfigSection root, ConfigBasics basics) throws CniException {
        ConfigSection ipam = root.section("ipam");
        if (ipam == null || ipam.text("type", "").isEmpty()) {
            if (ipam != null) {
                ipam.refuseOthers();
            }
            return null;
        }
        return read(ipam, basics);
    }

    static HostLocalIpam required(ConfigSection root, ConfigBasics basics) throws CniException {
        ConfigSection ipam = root.section("ipam");
        if (ipam == null) {
            throw root.invalid("ipam", "it is missing: expected a section with \"type\": \"" + TYPE + "\"");
        }
        return read(ipam, basics);
    }

    private static HostLocalIpam read(ConfigSection ipam, ConfigBasics basics) throws CniException {
        if (!ipam.required("type").equals(TYPE)) {
            throw ipam.unsupported("type", "expected " + TYPE);
        }
        List<List<AddressRange>> sets = new ArrayList<>(basics.runtime().ipRanges());
        AddressRange legacy = RangeReader.range(ipam);
        if (legacy != null) {
            sets.add(List.of(legacy));
        } else if (ipam.isPresent("rangeStart") || ipam.isPresent("rangeEnd") || ipam.isPresent("gateway")) {
            throw ipam.invalid("subnet", "it is missing beside rangeStart, rangeEnd or gateway");
        }
        sets.addAll(RangeReader.sets(ipam, "ranges", true));
        if (sets.isEmpty()) {
            throw ipam.invalid("ranges", "there is no range: expected \"ranges\": [[{\"subnet\": \"10.200.0.0/24\"}]]");
        }
        RangeReader.checkApart(ipam, sets);
        checkCount(ipam, basics.version(), sets);
        String resolvConf = ipam.text("resolvConf", "");
        HostLocalIpam result = new HostLocalIpam(
                sets,
                ConfigParts.routes(ipam),
                dataDirectory(ipam),
                resolvConf.isEmpty() ? null : absolute(ipam, "resolvConf", resolvConf));
        ipam.refuseOthers();
        return result;
    }

    private static String dataDirectory(ConfigSection ipam) throws CniException {
        String folder = ipam.text("dataDir", "");
        return folder.isEmpty() ? HostLocalIpam.DEFAULT_DATA_DIRECTORY : absolute(ipam, "dataDir", folder);
    }

    private static String absolute(ConfigSection ipam, String key, String path) throws CniException {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw ipam.invalid(key, Shown.quoted(path) + ": expected an absolute path");
        }
        return path;
    }

    /** The results of the first versions have room for one address of each family. */
    private static void checkCount(ConfigSection ipam, CniVersion version, List<List<AddressRange>> sets)
            throws CniException {
        if (version.isAtLeast(CniVersion.V0_3_0)) {
            return;
        }
        Map<IpFamily, Integer> counts = new EnumMap<>(IpFamily.class);
        for (List<AddressRange> set : sets) {
            IpFamily family = set.getFirst().family();
            if (counts.merge(family, 1, Integer::sum) > 1) {
                throw ipam.invalid(
                        "ranges",
                        "version " + version + " does not support more than one address of " + family
                                + ": expected one set of each family, or cniVersion 0.3.0 or later");
            }
        }
    }
}
