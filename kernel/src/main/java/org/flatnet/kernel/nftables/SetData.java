package org.flatnet.kernel.nftables;

/** What a map gives for a key. */
public sealed interface SetData {
    /** Values of a type. */
    record Values(KeyType type) implements SetData {}

    /** Verdicts. */
    record Verdicts() implements SetData {}

    /** Named objects. */
    record Objects(NamedObject.Type type) implements SetData {}
}
