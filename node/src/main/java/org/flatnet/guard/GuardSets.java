package org.flatnet.guard;

import java.util.List;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Field;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.PayloadField;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.TableId;

/**
 * The sets by which pods are told apart, the same in the table of bridges and in that of what is routed: a pod's link is
 * a port of the bridge and seen there, or it is routed.
 */
final class GuardSets {
    private GuardSets() {}

    /** {@code link . MAC address} of each pod. */
    static NftSet macs(TableId table) {
        return NftSet.of(table.set("pod-macs"), FieldType.INTERFACE_NAME, FieldType.ETHER_ADDRESS)
                .withComment("the MAC addresses behind the links of pods");
    }

    /** {@code link . MAC address . IP address} of each pod. */
    static NftSet addresses(TableId table, IpFamily family) {
        return NftSet.of(
                        table.set(family == IpFamily.IPV4 ? "pod-ipv4" : "pod-ipv6"),
                        FieldType.INTERFACE_NAME,
                        FieldType.ETHER_ADDRESS,
                        FieldType.address(family))
                .withComment("the addresses behind the links of pods");
    }

    /** Links of pods that may send what they like. */
    static NftSet exempt(TableId table) {
        return NftSet.of(table.set("exempt"), FieldType.INTERFACE_NAME)
                .withComment("links of pods that are not guarded");
    }

    /** Addresses of the other nodes. */
    static NftSet vxlanPeers(TableId table, IpFamily family) {
        SetId id = table.set(family == IpFamily.IPV4 ? "vxlan-peers-ipv4" : "vxlan-peers-ipv6");
        return NftSet.of(id, FieldType.address(family)).withComment("the nodes that may send VXLAN packets");
    }

    /** The set of every table. */
    static List<NftSet> all(TableId table) {
        return List.of(macs(table), addresses(table, IpFamily.IPV4), addresses(table, IpFamily.IPV6), exempt(table));
    }

    /** What is looked up in {@link #macs}. */
    static Field[] macFields() {
        return new Field[] {Field.IIFNAME, PayloadField.ETHER_SADDR};
    }

    /** What is looked up in {@link #addresses}. */
    static Field[] addressFields(IpFamily family) {
        return new Field[] {Field.IIFNAME, PayloadField.ETHER_SADDR, Field.source(family)};
    }
}
