package org.flatnet.guard;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.model.AttachMode;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.ElementObject;
import org.flatnet.reconcile.KernelObject;
import org.flatnet.reconcile.Tables;

/** What the guard must know of a pod before it lets packets of the pod through. Pure. */
public final class GuardPlan {
    private static final long EUI64_HIGH = 0xfe80L << 48;
    private static final long EUI64_MIDDLE = 0xfffeL << 24;
    private static final long UNIVERSAL_BIT = 1L << 57;
    private static final int HALF_MAC_BITS = 24;
    private static final long HALF_MAC = (1L << HALF_MAC_BITS) - 1;

    private GuardPlan() {}

    /**
     * A pod that may send with its own addresses alone. Its link-local address, made from its MAC address, is one of
     * them.
     *
     * @param hostLink the node's end of its link, {@code fn…}
     * @param mac of the pod's end
     */
    public static Desired pod(AttachMode mode, String hostLink, MacAddress mac, Collection<IpAddress> addresses) {
        TableId table = table(mode);
        Value link = Value.ofInterface(hostLink);
        Value station = Value.of(mac);
        List<KernelObject> objects = new ArrayList<>();
        objects.add(element(GuardSets.macs(table), link, station));
        Set<IpAddress> all = new LinkedHashSet<>(addresses);
        all.add(linkLocal(mac));
        for (IpAddress address : all) {
            objects.add(element(GuardSets.addresses(table, address.family()), link, station, Value.of(address)));
        }
        return Desired.of(objects);
    }

    /** A pod that is not guarded, as its network's configuration asks. */
    public static Desired exempt(AttachMode mode, String hostLink) {
        return Desired.of(List.of(element(GuardSets.exempt(table(mode)), Value.ofInterface(hostLink))));
    }

    /** The link-local address that the kernel makes of a MAC address (RFC 4291, appendix A). */
    public static IpAddress linkLocal(MacAddress mac) {
        long high = mac.bits() >>> HALF_MAC_BITS;
        long low = mac.bits() & HALF_MAC;
        return new IpAddress(
                IpFamily.IPV6, EUI64_HIGH, (high << 2 * HALF_MAC_BITS - 8 | EUI64_MIDDLE | low) ^ UNIVERSAL_BIT);
    }

    private static TableId table(AttachMode mode) {
        return switch (mode) {
            case BRIDGE, LAYER2 -> Tables.BRIDGE;
            case ROUTED -> Tables.INET;
        };
    }

    private static ElementObject element(NftSet set, Value... fields) {
        return ElementObject.of(set.id(), Element.of(set.key().key(fields)));
    }
}
