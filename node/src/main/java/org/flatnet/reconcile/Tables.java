package org.flatnet.reconcile;

import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.TableFamily;
import org.flatnet.kernel.nftables.TableId;

/** Flatnet's tables of nftables. Everything in them is Flatnet's; nothing of anyone else is ever touched. */
public final class Tables {
    /** What is routed. */
    public static final TableId INET = new TableId(TableFamily.INET, "flatnet");

    /** What bridges see: frames of pods on the bridge. */
    public static final TableId BRIDGE = new TableId(TableFamily.BRIDGE, "flatnet");

    private static final String COMMENT = "Flatnet's; changes are undone";

    private Tables() {}

    /** The table as every feature that uses it wants it. */
    public static TableObject object(TableId id) {
        return new TableObject(Table.of(id).withComment(COMMENT));
    }
}
