package org.flatnet.reconcile;

import org.flatnet.kernel.nftables.NftSet;

/** A set or map; its elements are objects of their own. */
public record SetObject(NftSet set) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfSet(set.id());
    }

    @Override
    public Kind kind() {
        return Kind.SET;
    }
}
