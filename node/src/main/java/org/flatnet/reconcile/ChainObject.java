package org.flatnet.reconcile;

import java.util.List;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.NftRule;

/** A chain with all of its rules, which change as a whole. What the rules count does not make chains differ. */
public record ChainObject(Chain chain, List<NftRule> rules) implements KernelObject {
    public ChainObject {
        rules = rules.stream().map(NftRule::withoutState).toList();
        for (NftRule rule : rules) {
            if (!rule.chain().equals(chain.id())) {
                throw new IllegalArgumentException("a rule of " + rule.chain() + " in " + chain.id());
            }
        }
    }

    @Override
    public Identity identity() {
        return new Identity.OfChain(chain.id());
    }

    @Override
    public Kind kind() {
        return chain.base() == null ? Kind.CHAIN : Kind.BASE_CHAIN;
    }
}
