package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads configurations of type {@code bridge}, and refuses combinations that cannot work, as the reference does. */
final class BridgeReader {
    private static final int LAST_VLAN = 4094;

    private final ConfigSection root;
    private final ConfigBasics basics;

    BridgeReader(ConfigSection root, ConfigBasics basics) {
        this.root = root;
        this.basics = basics;
    }

    BridgeConfig read() throws CniException {
        ConfigParts.masqueradeBackend(root);
        boolean isDefaultGateway = root.flag("isDefaultGateway", false);
        BridgeConfig config = new BridgeConfig(
                basics,
                ConfigParts.linkName(root, "bridge", BridgeConfig.DEFAULT_BRIDGE),
                root.flag("isGateway", false) || isDefaultGateway,
                isDefaultGateway,
                root.flag("forceAddress", false),
                root.flag("ipMasq", false),
                ConfigParts.mtu(root),
                root.flag("hairpinMode", false),
                root.flag("promiscMode", false),
                root.integer("vlan", 0, 0, LAST_VLAN),
                vlanTrunk(),
                root.flag("preserveDefaultVlan", true),
                root.flag("macspoofchk", false),
                root.flag("enabledad", false),
                root.flag("disableContainerInterface", false),
                root.flag("portIsolation", false),
                HostLocalReader.optional(root, basics));
        check(config);
        return config;
    }

    private List<BridgeConfig.VlanRange> vlanTrunk() throws CniException {
        List<BridgeConfig.VlanRange> ranges = new ArrayList<>();
        for (ConfigSection section : root.sections("vlanTrunk")) {
            Integer one = section.integer("id", 1, LAST_VLAN);
            Integer first = section.integer("minID", 1, LAST_VLAN);
            Integer last = section.integer("maxID", 1, LAST_VLAN);
            if ((first == null) != (last == null)) {
                throw section.invalid("minID", "minID and maxID belong together: expected both or neither");
            }
            if (one == null && first == null) {
                throw root.invalid("vlanTrunk", "an entry is empty: expected id, or minID and maxID");
            }
            section.refuseOthers();
            add(section, "minID", first, last, ranges);
            add(section, "id", one, one, ranges);
        }
        return ranges;
    }

    private static void add(
            ConfigSection section,
            String key,
            @Nullable Integer first,
            @Nullable Integer last,
            List<BridgeConfig.VlanRange> ranges)
            throws CniException {
        if (first != null && last != null) {
            ranges.add(section.checked(key, () -> new BridgeConfig.VlanRange(first, last)));
        }
    }

    private void check(BridgeConfig config) throws CniException {
        if (config.hairpin() && config.promiscuous()) {
            throw root.invalid("hairpinMode", "it cannot be set together with promiscMode: packets would be doubled");
        }
        if (config.disableContainerInterface() && config.ipam() != null) {
            throw root.invalid(
                    "disableContainerInterface", "it cannot be set together with ipam: a link that is down has no use");
        }
        refuseUntilServed(config);
    }

    /** What is read already and not made yet. */
    private void refuseUntilServed(BridgeConfig config) throws CniException {
        if (config.vlan() != 0) {
            throw root.unsupported("vlan", "expected 0 or no such key, as bridges have no VLANs");
        }
        if (!config.vlanTrunk().isEmpty()) {
            throw root.unsupported("vlanTrunk", "expected [] or no such key, as bridges have no VLANs");
        }
    }
}
