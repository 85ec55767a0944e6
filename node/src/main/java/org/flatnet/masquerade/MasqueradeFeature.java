package org.flatnet.masquerade;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.ChainType;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.Field;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.NatFlag;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Priority;
import org.flatnet.kernel.nftables.SetFlag;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.reconcile.ChainObject;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.ElementObject;
import org.flatnet.reconcile.Feature;
import org.flatnet.reconcile.KernelObject;
import org.flatnet.reconcile.Reach;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.SetObject;
import org.flatnet.reconcile.Tables;

/**
 * Gives packets from this node's pods the node's address as they leave the pod network. A key is a node's name, or
 * {@link #RULES} for the rules, which never change.
 *
 * <pre>
 *   from a pod of this node to …
 *     any pod                        as it is
 *     a node that is reached as it is   as it is
 *     a node that is reached by VXLAN   masqueraded: its network would drop a bare pod address
 *     anywhere else                  masqueraded
 * </pre>
 *
 * A packet to the pod's own node never comes here.
 */
public final class MasqueradeFeature implements Feature<String> {
    /** The key of the rules; no node can be called so. */
    public static final String RULES = "(rules)";

    /** Before the source NAT of others: the chain that comes first decides for a flow, and theirs may use few ports. */
    private static final int PRIORITY = Priority.SRCNAT - 1;

    /** Where ports are picked. Given, since else a source port below 1024 is only changed into another of those few. */
    private static final int FIRST_PORT = 1024;

    private static final int LAST_PORT = 65_535;
    private static final List<Integer> PROTOCOLS_WITH_PORTS = List.of(6, 17, 132);

    /** Not "masquerade", which nft takes for its own word. */
    private static final ChainId POSTROUTING = Tables.INET.chain("masquerade-postrouting");

    @Override
    public String name() {
        return "masquerade";
    }

    @Override
    public Set<String> constants(Self self) {
        return Set.of(RULES, self.nodeName());
    }

    /**
     * Where this node is decides which peers it reaches as they are. A peer may have a range now that was this node's, and
     * of which pods of this node have addresses.
     */
    @Override
    public Set<String> dirty(ClusterChange change, Self self) {
        Set<String> all = new TreeSet<>(change.nodes());
        if (change.nodes().contains(self.nodeName())) {
            all.addAll(change.after().nodes().keySet());
        } else if (!self.heldRanges().isEmpty()) {
            all.add(self.nodeName());
        }
        return all;
    }

    @Override
    public Desired plan(Cluster cluster, Self self, String key) {
        if (key.equals(RULES)) {
            return Desired.of(rules(self));
        }
        if (!self.settings().masquerade()) {
            return Desired.NOTHING;
        }
        if (key.equals(self.nodeName())) {
            return Desired.of(ownElements(cluster, self));
        }
        ClusterNode peer = cluster.node(key);
        return peer == null ? Desired.NOTHING : Desired.of(peerElements(cluster, self, peer));
    }

    // ---- elements

    private static List<KernelObject> ownElements(Cluster cluster, Self self) {
        List<KernelObject> elements = new ArrayList<>();
        for (Cidr range : widest(self.podRanges(cluster))) {
            elements.add(ElementObject.interval(ownPods(range.family()), range, null));
            if (!self.heldRanges().contains(range) || !isWithinPeers(cluster, self, range)) {
                addPods(elements, self, range);
            }
        }
        return elements;
    }

    private static boolean isWithinPeers(Cluster cluster, Self self, Cidr held) {
        return cluster.nodes().values().stream()
                .filter(node -> !node.name().equals(self.nodeName()))
                .flatMap(node -> node.podCidrs().stream())
                .anyMatch(range -> range.contains(held));
    }

    private static List<KernelObject> peerElements(Cluster cluster, Self self, ClusterNode peer) {
        List<KernelObject> elements = new ArrayList<>();
        for (Cidr range : peer.podCidrs()) {
            addPods(elements, self, range);
        }
        for (IpAddress address : new TreeSet<>(peer.addresses())) {
            if (Reach.of(cluster, self, peer, address.family()).keepsSource()) {
                elements.add(ElementObject.of(nodes(address.family()), Element.of(Value.of(address))));
            }
        }
        return elements;
    }

    private static void addPods(List<KernelObject> elements, Self self, Cidr range) {
        boolean told = self.settings().clusterCidrs().stream().anyMatch(network -> network.contains(range));
        if (!told) {
            elements.add(ElementObject.interval(pods(range.family()), range, null));
        }
    }

    /** Intervals of a set must not overlap. */
    private static List<Cidr> widest(Collection<Cidr> ranges) {
        return ranges.stream()
                .distinct()
                .filter(range -> ranges.stream().noneMatch(other -> !other.equals(range) && other.contains(range)))
                .sorted()
                .toList();
    }

    // ---- rules

    private static List<KernelObject> rules(Self self) {
        List<KernelObject> objects = new ArrayList<>();
        objects.add(Tables.object(Tables.INET));
        List<NftRule> postrouting = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (self.settings().masquerade()) {
                addNodesPods(objects, postrouting, family);
            }
            addAttached(objects, postrouting, family);
        }
        objects.add(new ChainObject(
                Chain.base(POSTROUTING, ChainType.NAT, Hook.POSTROUTING, PRIORITY, Policy.ACCEPT), postrouting));
        if (self.settings().masquerade()) {
            for (Cidr network : widest(self.settings().clusterCidrs())) {
                objects.add(ElementObject.interval(pods(network.family()), network, null));
            }
        }
        return objects;
    }

    /** Pods of the node's own ranges. */
    private static void addNodesPods(List<KernelObject> objects, List<NftRule> postrouting, IpFamily family) {
        FieldType type = FieldType.address(family);
        objects.add(new SetObject(
                NftSet.of(pods(family), type).withFlags(SetFlag.INTERVAL).withComment("the ranges of all pods")));
        objects.add(new SetObject(NftSet.of(ownPods(family), type)
                .withFlags(SetFlag.INTERVAL)
                .withComment("the ranges of this node's pods")));
        objects.add(new SetObject(NftSet.of(nodes(family), type).withComment("nodes that see the addresses of pods")));
        objects.add(new ChainObject(
                Chain.of(outside(family)).withComment("from a pod of this node"), outsideRules(family)));
        postrouting.add(NftRule.in(POSTROUTING)
                .in(ownPods(family), Field.source(family))
                .goTo(outside(family))
                .build());
    }

    /** Pods whose own configuration asks for it: {@link MasqueradedPods}. */
    private static void addAttached(List<KernelObject> objects, List<NftRule> postrouting, IpFamily family) {
        objects.add(new SetObject(MasqueradedPods.addresses(family)));
        objects.add(new SetObject(MasqueradedPods.networks(family)));
        ChainId chain = Tables.INET.chain("masquerade-attached-" + suffix(family));
        List<NftRule> rules = new ArrayList<>();
        rules.add(NftRule.in(chain)
                .in(MasqueradedPods.networks(family).id(), Field.source(family), Field.destination(family))
                .returnBack()
                .comment("pods of one network see each other's addresses")
                .build());
        addMasquerading(rules, chain, family);
        objects.add(new ChainObject(Chain.of(chain).withComment("from a pod whose network is masqueraded"), rules));
        postrouting.add(NftRule.in(POSTROUTING)
                .in(MasqueradedPods.addresses(family).id(), Field.source(family))
                .goTo(chain)
                .build());
    }

    private static List<NftRule> outsideRules(IpFamily family) {
        ChainId chain = outside(family);
        List<NftRule> rules = new ArrayList<>();
        rules.add(NftRule.in(chain)
                .in(pods(family), Field.destination(family))
                .returnBack()
                .comment("pods see each other's addresses")
                .build());
        rules.add(NftRule.in(chain)
                .in(nodes(family), Field.destination(family))
                .returnBack()
                .comment("so do nodes that are reached as they are")
                .build());
        addMasquerading(rules, chain, family);
        return rules;
    }

    private static void addMasquerading(List<NftRule> rules, ChainId chain, IpFamily family) {
        Cidr multicast = Cidr.parse(family == IpFamily.IPV4 ? "224.0.0.0/4" : "ff00::/8");
        rules.add(NftRule.in(chain).destination(multicast).returnBack().build());
        for (int protocol : PROTOCOLS_WITH_PORTS) {
            rules.add(NftRule.in(chain)
                    .protocol(protocol)
                    .counter()
                    .masqueradePorts(FIRST_PORT, LAST_PORT, NatFlag.FULLY_RANDOM)
                    .build());
        }
        rules.add(NftRule.in(chain).counter().masquerade(NatFlag.FULLY_RANDOM).build());
    }

    private static ChainId outside(IpFamily family) {
        return Tables.INET.chain("masquerade-" + suffix(family));
    }

    private static SetId pods(IpFamily family) {
        return Tables.INET.set("pods-" + suffix(family));
    }

    private static SetId ownPods(IpFamily family) {
        return Tables.INET.set("own-pods-" + suffix(family));
    }

    private static SetId nodes(IpFamily family) {
        return Tables.INET.set("native-nodes-" + suffix(family));
    }

    static String suffix(IpFamily family) {
        return family == IpFamily.IPV4 ? "ipv4" : "ipv6";
    }
}
