package org.flatnet.reconcile;

import org.flatnet.kernel.net.InterfaceAddress;

/** An address of one of our links. Duplicate address detection is off: nobody else can have it. */
public record AddressObject(String link, InterfaceAddress address) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfAddress(link, address);
    }

    @Override
    public Kind kind() {
        return Kind.ADDRESS;
    }
}
