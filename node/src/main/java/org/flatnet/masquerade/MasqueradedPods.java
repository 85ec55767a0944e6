package org.flatnet.masquerade;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<Cidr> subnets = new LinkedHashSet<>();
        for (InterfaceAddress address : addresses) {
            Element element =
                    Element.of(Value.of(address.address())).withComment(Integer.toString(address.prefixLength()));
            objects.add(ElementObject.of(addresses(address.family()).id(), element));
            subnets.add(address.cidr());
        }
        for (Cidr subnet : subnets) {
            objects.add(ElementObject.interval(subnets(subnet.family()).id(), subnet, null));
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

    static NftSet subnets(IpFamily family) {
        return NftSet.of(
                        Tables.INET.set("masqueraded-subnets-" + MasqueradeFeature.suffix(family)),
                        FieldType.address(family))
                .withFlags(SetFlag.INTERVAL)
                .withComment("the networks of those pods");
    }
}
