package org.flatnet.lab.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.Counter;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.Field;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.NamedObject;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Priority;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.TableFamily;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Transaction;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.plan.SourceCheck;

/**
 * A cloud's source/destination check as nftables rules at the ports of its switches, which count what they drop:
 *
 * <pre>
 *  chain from-worker-0 { type filter hook ingress device "worker-0" …
 *      ip saddr != @worker-0-4 counter name "from-worker-0" drop
 *      ip6 saddr { fe80::/10, :: } accept
 *      ip6 saddr != @worker-0-6 counter name "from-worker-0" drop }
 *  chain to-worker-0 { type filter hook egress device "worker-0" …   the same with destinations, multicast accepted
 * </pre>
 */
public final class SourceCheckRules {
    private static final TableId TABLE = new TableId(TableFamily.NETDEV, "cloud");
    private static final String FROM = "from-";
    private static final String TO = "to-";

    /** Addresses that have no owner to compare with, as sources and as destinations. */
    private static final List<Cidr> ANYBODYS_SOURCES = List.of(Cidr.parse("fe80::/10"), Cidr.parse("::/128"));

    private static final List<Cidr> ANYBODYS_DESTINATIONS = List.of(
            Cidr.parse("224.0.0.0/4"),
            Cidr.parse("255.255.255.255/32"),
            Cidr.parse("fe80::/10"),
            Cidr.parse("ff00::/8"));

    private SourceCheckRules() {}

    /**
     * What was dropped at a port so far.
     *
     * @param from packets that came in by it with a source that is not its owner's
     * @param to packets that were to go out by it to a destination that is not its owner's
     */
    public record Drops(long from, long to) {
        static final Drops NONE = new Drops(0, 0);

        Drops minus(Drops earlier) {
            return new Drops(from - earlier.from, to - earlier.to);
        }
    }

    /** Puts the checks in place; their ports must be there. */
    public static void install(NetworkNamespace vpc, List<SourceCheck> checks) throws KernelException {
        if (checks.isEmpty()) {
            return;
        }
        Transaction transaction = new Transaction().add(Table.of(TABLE).withComment("source/destination check"));
        for (SourceCheck check : checks) {
            addSets(transaction, check);
            addChain(transaction, check, Hook.INGRESS, FROM, ANYBODYS_SOURCES);
            addChain(transaction, check, Hook.EGRESS, TO, ANYBODYS_DESTINATIONS);
        }
        try (NftablesSocket nftables = NftablesSocket.open(vpc)) {
            nftables.apply(transaction).orThrow();
        }
    }

    private static SetId allowed(SourceCheck check, IpFamily family) {
        return TABLE.set(check.port() + (family == IpFamily.IPV4 ? "-4" : "-6"));
    }

    private static void addSets(Transaction transaction, SourceCheck check) {
        for (IpFamily family : IpFamily.values()) {
            SetId set = allowed(check, family);
            FieldType type = FieldType.address(family);
            List<Element> elements = check.allowed().stream()
                    .filter(address -> address.family() == family)
                    .map(SourceCheckRules::element)
                    .toList();
            transaction.add(NftSet.of(set, type)).add(set, elements);
        }
    }

    private static Element element(IpAddress address) {
        return Element.of(Value.of(address));
    }

    private static void addChain(
            Transaction transaction, SourceCheck check, Hook hook, String direction, List<Cidr> anybodys) {
        ChainId chain = TABLE.chain(direction + check.port());
        NamedObject counter = NamedObject.counter(TABLE, direction + check.port());
        transaction
                .add(counter)
                .add(Chain.atDevices(chain, hook, Priority.FILTER, Policy.ACCEPT, List.of(check.port())));
        List<NftRule> rules = new ArrayList<>();
        for (Cidr network : anybodys) {
            rules.add((hook == Hook.INGRESS
                            ? NftRule.in(chain).source(network)
                            : NftRule.in(chain).destination(network))
                    .accept()
                    .build());
        }
        for (IpFamily family : IpFamily.values()) {
            Field field = hook == Hook.INGRESS ? Field.source(family) : Field.destination(family);
            rules.add(NftRule.in(chain)
                    .notIn(allowed(check, family), field)
                    .counter(counter.id())
                    .drop()
                    .build());
        }
        rules.forEach(transaction::add);
    }

    /** What was dropped so far at each port, by the checks' owners. */
    public static Map<String, Drops> drops(NetworkNamespace vpc, List<SourceCheck> checks) throws KernelException {
        Map<String, Drops> drops = new TreeMap<>();
        if (checks.isEmpty()) {
            return drops;
        }
        Map<String, Long> packets = new TreeMap<>();
        try (NftablesSocket nftables = NftablesSocket.open(vpc)) {
            for (NamedObject object : nftables.objects(TABLE)) {
                if (object.state() instanceof Counter counter) {
                    packets.put(object.id().name(), counter.packets());
                }
            }
        }
        for (SourceCheck check : checks) {
            drops.put(
                    check.owner(),
                    new Drops(
                            packets.getOrDefault(FROM + check.port(), 0L),
                            packets.getOrDefault(TO + check.port(), 0L)));
        }
        return drops;
    }

    /** What was dropped between two readings. */
    public static Map<String, Drops> between(Map<String, Drops> earlier, Map<String, Drops> later) {
        Map<String, Drops> grown = new TreeMap<>();
        later.forEach((owner, drops) -> grown.put(owner, drops.minus(earlier.getOrDefault(owner, Drops.NONE))));
        return grown;
    }
}
