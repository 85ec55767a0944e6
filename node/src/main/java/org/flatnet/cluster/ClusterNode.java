package org.flatnet.cluster;

import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster.
 *
 * @param name its name: a DNS subdomain
 * @param uid what tells it from an earlier node of the same name; empty where the manifest has none
 * @param addresses its InternalIP addresses, or where it has none its ExternalIP ones; the first of a family counts
 * @param podCidrs the ranges of its pods, at most one of a family; none before they are allocated
 * @param annotations those of {@link NodeAnnotations} that it has
 */
public record ClusterNode(
        String name, String uid, List<IpAddress> addresses, List<Cidr> podCidrs, Map<String, String> annotations)
        implements ClusterObject {

    public ClusterNode {
        checkName(name);
        addresses = List.copyOf(addresses);
        podCidrs = List.copyOf(podCidrs);
        annotations = Map.copyOf(annotations);
        addresses.forEach(ClusterNode::checkAddress);
        podCidrs.forEach(ClusterNode::checkPodCidr);
        checkOneRangePerFamily(podCidrs);
    }

    /** Refuses what cannot be a node's name in Kubernetes. */
    public static void checkName(String name) {
        DnsNames.checkSubdomain("a node's name", name);
    }

    /** Refuses an address at which no peer could reach the node. */
    public static void checkAddress(IpAddress address) {
        if (address.isUnspecified() || address.isLoopback() || address.isMulticast()) {
            throw new IllegalArgumentException(
                    address + " cannot be a node's address: expected one that other nodes reach, such as 10.0.1.20");
        }
    }

    /** Refuses a range that no pods could live in. */
    public static void checkPodCidr(Cidr range) {
        IpAddress first = range.first();
        boolean wide = range.prefixLength() == 0;
        if (wide || first.isUnspecified() || first.isLoopback() || first.isMulticast()) {
            throw new IllegalArgumentException(
                    range + " cannot be a range of pods: expected one such as 10.200.0.0/24");
        }
    }

    /** Refuses two ranges of one family; Kubernetes allows one. */
    public static void checkOneRangePerFamily(List<Cidr> podCidrs) {
        for (int i = 1; i < podCidrs.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (podCidrs.get(i).family() == podCidrs.get(j).family()) {
                    throw new IllegalArgumentException("the ranges " + podCidrs.get(j) + " and " + podCidrs.get(i)
                            + " are both " + podCidrs.get(i).family() + ": expected at most one of each family");
                }
            }
        }
    }

    /** Its address in this family; null where it has none. */
    public @Nullable IpAddress address(IpFamily family) {
        for (IpAddress address : addresses) {
            if (address.family() == family) {
                return address;
            }
        }
        return null;
    }

    /** The range of its pods in this family; null where it has none. */
    public @Nullable Cidr podCidr(IpFamily family) {
        for (Cidr range : podCidrs) {
            if (range.family() == family) {
                return range;
            }
        }
        return null;
    }

    @Override
    public ObjectKey key() {
        return ObjectKey.node(name);
    }
}
