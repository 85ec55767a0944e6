package org.flatnet.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.ChainType;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.Field;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Priority;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.reconcile.ChainObject;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.ElementObject;
import org.flatnet.reconcile.Feature;
import org.flatnet.reconcile.KernelObject;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.SetObject;
import org.flatnet.reconcile.Tables;

/**
 * The rules that hold pods to their own addresses, and VXLAN packets to the nodes of the cluster. A key is a node's name,
 * or {@link #RULES} for the rules, which never change. What a pod may send is an attachment's: {@link GuardPlan}.
 */
public final class GuardFeature implements Feature<String> {
    /** The key of the rules; no node can be called so. */
    public static final String RULES = "(rules)";

    /** Names of the node's ends of pods' links, and of no other links. */
    private static final String POD_LINKS = "fn*";

    @Override
    public String name() {
        return "guard";
    }

    @Override
    public Set<String> constants(Self self) {
        return Set.of(RULES);
    }

    @Override
    public Set<String> dirty(ClusterChange change, Self self) {
        return change.nodes();
    }

    @Override
    public Desired plan(Cluster cluster, Self self, String key) {
        if (!self.settings().guard()) {
            return Desired.NOTHING;
        }
        if (key.equals(RULES)) {
            return Desired.of(rules(self));
        }
        ClusterNode peer = cluster.node(key);
        boolean vxlan = self.settings().mode().usesOverlay();
        return peer == null || !vxlan || key.equals(self.nodeName()) ? Desired.NOTHING : Desired.of(peerElements(peer));
    }

    private static List<KernelObject> peerElements(ClusterNode peer) {
        List<KernelObject> elements = new ArrayList<>();
        for (IpAddress address : new TreeSet<>(peer.addresses())) {
            NftSet peers = GuardSets.vxlanPeers(Tables.INET, address.family());
            elements.add(ElementObject.of(peers.id(), Element.of(Value.of(address))));
        }
        return elements;
    }

    private static List<KernelObject> rules(Self self) {
        List<KernelObject> objects = new ArrayList<>();
        // First of all at each hook: what a pod may not send, no other rule has to see. In the bridge's table that is
        // the priority of its destination NAT, in the other one it is before connection tracking.
        addTable(objects, Tables.BRIDGE, Priority.BRIDGE_DSTNAT);
        addTable(objects, Tables.INET, Priority.RAW);
        if (self.settings().mode().usesOverlay()) {
            addVxlan(objects, self.settings().vxlanPort());
        }
        return objects;
    }

    private static void addTable(List<KernelObject> objects, TableId table, int priority) {
        ChainId hook = table.chain("guard");
        ChainId pods = table.chain("guard-pods");
        objects.add(Tables.object(table));
        GuardSets.all(table).forEach(set -> objects.add(new SetObject(set)));
        objects.add(new ChainObject(Chain.of(pods).withComment("from a pod's link"), GuardRules.of(pods)));
        NftRule fromPods = NftRule.in(hook)
                .iifname(POD_LINKS)
                .notIn(GuardSets.exempt(table).id(), Field.IIFNAME)
                .goTo(pods)
                .build();
        objects.add(new ChainObject(
                Chain.base(hook, ChainType.FILTER, Hook.PREROUTING, priority, Policy.ACCEPT), List.of(fromPods)));
    }

    /** Only what is for this node: pods may use the port between themselves. */
    private static void addVxlan(List<KernelObject> objects, int port) {
        ChainId chain = Tables.INET.chain("guard-vxlan");
        List<NftRule> rules = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            NftSet peers = GuardSets.vxlanPeers(Tables.INET, family);
            objects.add(new SetObject(peers));
            rules.add(NftRule.in(chain)
                    .ip(family)
                    .udp()
                    .destinationPort(port)
                    .notIn(peers.id(), Field.source(family))
                    .counter()
                    .drop()
                    .comment("guard: VXLAN from no node of the cluster")
                    .build());
        }
        objects.add(new ChainObject(
                Chain.base(chain, ChainType.FILTER, Hook.INPUT, Priority.FILTER, Policy.ACCEPT), rules));
    }
}
