package org.flatnet.kernel.nftables;

import java.util.List;
import java.util.Map;

/**
 * A table with all that is in it, as it was at one moment.
 *
 * @param elements of each set, as the kernel listed them
 * @param rules of all chains, those of a chain in order
 */
public record TableContents(
        Table table,
        List<Chain> chains,
        List<NftSet> sets,
        Map<SetId, List<Element>> elements,
        List<InstalledRule> rules,
        List<NamedObject> objects) {
    public TableContents {
        chains = List.copyOf(chains);
        sets = List.copyOf(sets);
        elements = Map.copyOf(elements);
        rules = List.copyOf(rules);
        objects = List.copyOf(objects);
    }

    /** The rules of a chain, in order. */
    public List<InstalledRule> rules(ChainId chain) {
        return rules.stream().filter(rule -> rule.rule().chain().equals(chain)).toList();
    }
}
