package org.flatnet.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.conntrack.ConntrackSocket;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.ChainType;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.NatFlag;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Priority;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.TableFamily;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Transaction;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.LinkKind;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.route.Vxlan;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;

/** What the kernel offers, found out by trying it in a namespace that is gone afterwards. */
final class KernelProbes {
    private static final String MODULE_CURE = "load the kernel module: modprobe ";
    private static final String PEER = "peer0";

    private KernelProbes() {}

    /** Tries to do something; a {@link KernelException} says that it cannot be done. */
    private interface Trial {
        void run(NetworkNamespace namespace) throws IOException;
    }

    static List<Finding> run() throws IOException {
        return run(Vxlan.of(1).withPort(8472));
    }

    /** The same with this kind of link for the overlay. */
    static List<Finding> run(LinkKind overlay) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(needed("bridge", "bridge", link(Bridge.plain())));
        findings.add(needed("veth", "veth", link(Veth.to(LinkDefinition.of(PEER, new Veth(null))))));
        findings.add(wanted("VXLAN", "vxlan", "modes vxlan and cross-subnet cannot be used", link(overlay)));
        findings.add(needed("nftables: sets of several fields", "nf_tables", KernelProbes::concatenation));
        findings.add(needed("nftables: masquerade with random ports", "nft_masq", KernelProbes::masquerade));
        findings.add(needed("nftables: the bridge family", "nft_meta_bridge", KernelProbes::bridgeFamily));
        findings.add(needed("connection tracking", "nf_conntrack_netlink", KernelProbes::flows));
        return findings;
    }

    private static Trial link(LinkKind kind) {
        return namespace -> {
            try (RouteSocket socket = RouteSocket.open(namespace)) {
                socket.execute(LinkDefinition.of("probe0", kind).create());
            }
        };
    }

    private static void concatenation(NetworkNamespace namespace) throws KernelException {
        TableId table = new TableId(TableFamily.INET, "probe");
        NftSet set = NftSet.of(
                table.set("probe"), FieldType.INTERFACE_NAME, FieldType.ETHER_ADDRESS, FieldType.IPV6_ADDRESS);
        Value key = Value.of(new byte[set.key().length()]);
        apply(namespace, new Transaction().add(Table.of(table)).add(set).add(set.id(), List.of(Element.of(key))));
    }

    private static void masquerade(NetworkNamespace namespace) throws KernelException {
        TableId table = new TableId(TableFamily.INET, "probe");
        Chain chain = Chain.base(table.chain("probe"), ChainType.NAT, Hook.POSTROUTING, Priority.SRCNAT, Policy.ACCEPT);
        apply(
                namespace,
                new Transaction()
                        .add(Table.of(table))
                        .add(chain)
                        .add(NftRule.in(chain.id())
                                .masquerade(NatFlag.FULLY_RANDOM)
                                .build()));
    }

    private static void bridgeFamily(NetworkNamespace namespace) throws KernelException {
        TableId table = new TableId(TableFamily.BRIDGE, "probe");
        Chain chain = Chain.base(
                table.chain("probe"), ChainType.FILTER, Hook.PREROUTING, Priority.BRIDGE_DSTNAT, Policy.ACCEPT);
        apply(
                namespace,
                new Transaction()
                        .add(Table.of(table))
                        .add(chain)
                        .add(NftRule.in(chain.id()).iifname("fn*").drop().build()));
    }

    private static void flows(NetworkNamespace namespace) throws KernelException {
        try (ConntrackSocket socket = ConntrackSocket.open(namespace)) {
            socket.flows(IpFamily.IPV4);
        }
    }

    private static void apply(NetworkNamespace namespace, Transaction transaction) throws KernelException {
        try (NftablesSocket nftables = NftablesSocket.open(namespace)) {
            nftables.apply(transaction).orThrow();
        }
    }

    private static Finding needed(String what, String module, Trial trial) throws IOException {
        KernelException refused = refusal(trial);
        return refused == null
                ? Finding.good("kernel: " + what, "works")
                : Finding.fault("kernel: " + what, String.valueOf(refused.getMessage()), MODULE_CURE + module);
    }

    private static Finding wanted(String what, String module, String without, Trial trial) throws IOException {
        KernelException refused = refusal(trial);
        return refused == null
                ? Finding.good("kernel: " + what, "works")
                : Finding.warning("kernel: " + what, refused.getMessage() + "; " + without, MODULE_CURE + module);
    }

    private static @org.jspecify.annotations.Nullable KernelException refusal(Trial trial) throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            trial.run(namespace);
            return null;
        } catch (KernelException e) {
            return e;
        }
    }
}
