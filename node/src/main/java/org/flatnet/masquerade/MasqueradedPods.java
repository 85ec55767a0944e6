package org.flatnet.masquerade;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.SetFlag;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.ElementObject;
import org.flatnet.reconcile.KernelObject;
import org.flatnet.reconcile.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Pods that are masqueraded because their own network's configuration asks for it. Nothing but the kernel remembers which
 * they are: an address stands in its set with its subnet as the comment, so that the next agent knows.
 */
public final class MasqueradedPods {
    private MasqueradedPods() {}

    /** What a pod needs; pure. */
    public static Desired plan(Collection<InterfaceAddress> addresses) {
        List<KernelObject> objects = new ArrayList<>();
        for (InterfaceAddress address : addresses) {
            Value pod = Value.of(address.address());
            Cidr network = address.cidr();
            Element element = Element.of(pod).withComment(Integer.toString(address.prefixLength()));
            Element within = Element.between(
                    Value.concatenation(pod, Value.of(network.first())),
                    Value.concatenation(pod, Value.of(network.last())));
            objects.add(ElementObject.of(addresses(address.family()).id(), element));
            objects.add(ElementObject.of(networks(address.family()).id(), within));
        }
        return Desired.of(objects);
    }

    /** The addresses that an earlier agent masqueraded, each with its subnet. */
    public static Map<IpAddress, InterfaceAddress> held(NftablesSocket nftables) throws KernelException {
        Map<IpAddress, InterfaceAddress> held = new HashMap<>();
        for (IpFamily family : IpFamily.values()) {
            try {
                for (Element element : nftables.elements(addresses(family).id())) {
                    InterfaceAddress address = read(element);
                    if (address != null) {
                        held.put(address.address(), address);
                    }
                }
            } catch (KernelException e) {
                // no agent has been here, or one that had no such set
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        return held;
    }

    private static @Nullable InterfaceAddress read(Element element) {
        String comment = element.comment();
        if (!(element.key() instanceof ElementKey.Single(Value value))
                || comment == null
                || !comment.matches("\\d{1,3}")) {
            return null;
        }
        IpAddress address = IpAddress.of(value.bytes());
        int prefix = Integer.parseInt(comment);
        return prefix > address.family().bits() ? null : new InterfaceAddress(address, prefix);
    }

    static NftSet addresses(IpFamily family) {
        return NftSet.of(Tables.INET.set("masqueraded-" + MasqueradeFeature.suffix(family)), FieldType.address(family))
                .withComment("pods whose network is masqueraded, with the length of its prefix");
    }

    /**
     * {@code pod . its network}. With the pod as a part of the key, the networks of different pods may overlap, which
     * intervals of one field may not.
     */
    static NftSet networks(IpFamily family) {
        FieldType type = FieldType.address(family);
        return NftSet.of(Tables.INET.set("masqueraded-networks-" + MasqueradeFeature.suffix(family)), type, type)
                .withFlags(SetFlag.INTERVAL)
                .withComment("each of those pods with its own network");
    }
}
