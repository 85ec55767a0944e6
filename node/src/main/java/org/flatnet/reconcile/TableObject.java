package org.flatnet.reconcile;

import org.flatnet.kernel.nftables.Table;

/** A table of nftables. */
public record TableObject(Table table) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfTable(table.id());
    }

    @Override
    public Kind kind() {
        return Kind.TABLE;
    }
}
