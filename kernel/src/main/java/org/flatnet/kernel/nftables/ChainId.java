package org.flatnet.kernel.nftables;

/** A chain's table and name, which identify it. */
public record ChainId(TableId table, String name) implements Comparable<ChainId> {
    public ChainId {
        Names.check(name);
    }

    @Override
    public int compareTo(ChainId other) {
        int order = table.compareTo(other.table);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** As nft writes it: {@code inet flatnet forward}. */
    @Override
    public String toString() {
        return table + " " + name;
    }
}
