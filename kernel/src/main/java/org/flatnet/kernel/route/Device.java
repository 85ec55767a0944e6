package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.MessageWriter;

/** A link of no kind: hardware, or loopback. It cannot be created. */
public record Device() implements LinkKind {
    @Override
    public String kind() {
        return "";
    }

    @Override
    public void writeData(MessageWriter writer) {}

    @Override
    public String text(LinkNames names) {
        return "";
    }

    @Override
    public LinkKind configured() {
        return this;
    }
}
