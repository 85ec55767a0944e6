package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** Keeps the packet out of connection tracking; only before it, at priority raw. */
public record NoTrack() implements Expression {
    static final String NAME = "notrack";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {}
}
