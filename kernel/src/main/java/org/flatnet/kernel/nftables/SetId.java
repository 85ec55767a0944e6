package org.flatnet.kernel.nftables;

/** A set or map's table and name, which identify it. */
public record SetId(TableId table, String name) implements Comparable<SetId> {
    public SetId {
        Names.check(name);
    }

    @Override
    public int compareTo(SetId other) {
        int order = table.compareTo(other.table);
        return order != 0 ? order : name.compareTo(other.name);
    }

    /** As nft writes it: {@code inet flatnet peers}. */
    @Override
    public String toString() {
        return table + " " + name;
    }
}
