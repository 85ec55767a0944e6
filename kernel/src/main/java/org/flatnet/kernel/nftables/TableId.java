package org.flatnet.kernel.nftables;

/** A table's family and name, which identify it in its network namespace. */
public record TableId(TableFamily family, String name) implements Comparable<TableId> {
    public TableId {
        Names.check(name);
    }

    /** A chain in this table. */
    public ChainId chain(String chain) {
        return new ChainId(this, chain);
    }

    /** A set or map in this table. */
    public SetId set(String set) {
        return new SetId(this, set);
    }

    @Override
    public int compareTo(TableId other) {
        int order = family.compareTo(other.family);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** As nft writes it: {@code inet flatnet}. */
    @Override
    public String toString() {
        return family + " " + name;
    }
}
