package org.flatnet.kernel.nftables;

import java.util.List;

/** What a step of a transaction is about. */
public sealed interface Subject {
    /** Every table. */
    record OfRuleset() implements Subject {}

    /** A table. */
    record OfTable(TableId id) implements Subject {}

    /** A chain, or all of its rules. */
    record OfChain(ChainId id) implements Subject {}

    /** A set or map, or all of its elements. */
    record OfSet(SetId id) implements Subject {}

    /** Elements of a set or map. */
    record OfElements(SetId set, List<Element> elements) implements Subject {}

    /** A rule to be. */
    record OfRule(NftRule rule) implements Subject {}

    /** A rule that the kernel has, by its handle. */
    record OfInstalledRule(ChainId chain, long handle) implements Subject {}

    /** A named object. */
    record OfObject(NamedObject.Id id) implements Subject {}
}
