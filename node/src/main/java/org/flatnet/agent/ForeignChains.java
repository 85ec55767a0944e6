package org.flatnet.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.BaseHook;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.Counter;
import org.flatnet.kernel.nftables.Expression;
import org.flatnet.kernel.nftables.Hook;
import org.flatnet.kernel.nftables.InstalledRule;
import org.flatnet.kernel.nftables.Log;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.Policy;
import org.flatnet.kernel.nftables.Reject;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.Verdict;
import org.flatnet.kernel.nftables.VerdictExpression;
import org.flatnet.kernel.sys.LegacyFilter;
import org.flatnet.kernel.sys.NetworkNamespace;

/** Chains of others, of nftables and of the iptables before it, that drop what is forwarded to pods. */
final class ForeignChains {
    private static final String OURS = "flatnet";
    private static final String WHAT = "foreign chains";

    private ForeignChains() {}

    /** To be called from the node's namespace. An accept in our table cannot undo another's drop. */
    static List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>(ofNftables());
        for (IpFamily family : IpFamily.values()) {
            if (LegacyFilter.dropsForwarded(family)) {
                findings.add(ofLegacy(family));
            }
        }
        return findings.isEmpty() ? List.of(Finding.good(WHAT, "none drops what is forwarded")) : findings;
    }

    private static Finding ofLegacy(IpFamily family) {
        String program = family == IpFamily.IPV4 ? "iptables-legacy" : "ip6tables-legacy";
        return Finding.fault(
                WHAT,
                "chain FORWARD of " + program + " drops what is forwarded and it does not know; nft does not show it",
                "let the pods' ranges pass there: " + program + " -I FORWARD -s RANGE -j ACCEPT, and the same with -d");
    }

    private static List<Finding> ofNftables() throws IOException {
        List<Finding> findings = new ArrayList<>();
        try (NetworkNamespace namespace = NetworkNamespace.current();
                NftablesSocket nftables = NftablesSocket.open(namespace)) {
            for (Table table : nftables.tables()) {
                if (table.id().name().equals(OURS)) {
                    continue;
                }
                for (Chain chain : nftables.chains(table.id())) {
                    BaseHook base = chain.base();
                    if (base != null && base.hook() == Hook.FORWARD && drops(nftables, chain, base)) {
                        findings.add(Finding.fault(
                                WHAT,
                                "chain " + chain.id() + " drops what is forwarded and it does not know (" + owner(chain)
                                        + ")",
                                "let the pods' ranges pass there: nft insert rule " + chain.id()
                                        + " ip saddr RANGE accept, and the same with daddr"));
                    }
                }
            }
        }
        return findings;
    }

    /** By its policy, as Docker and ufw have it, or by its last rule, as firewalld. */
    private static boolean drops(NftablesSocket nftables, Chain chain, BaseHook base) throws IOException {
        if (base.policy() == Policy.DROP) {
            return true;
        }
        List<InstalledRule> rules = nftables.rules(chain.id());
        if (rules.isEmpty()) {
            return false;
        }
        List<Expression> last = rules.getLast().rule().expressions().stream()
                .filter(expression -> !(expression instanceof Counter) && !(expression instanceof Log))
                .toList();
        return last.size() == 1
                && (last.getFirst() instanceof Reject
                        || last.getFirst() instanceof VerdictExpression(Verdict verdict)
                                && verdict.equals(Verdict.DROP));
    }

    private static String owner(Chain chain) {
        String table = chain.id().table().name().toLowerCase(Locale.ROOT);
        if (table.contains("firewalld")) {
            return "firewalld's";
        }
        return table.equals("filter") ? "iptables': Docker or ufw, as a rule" : "of table " + table;
    }
}
