package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Request;

/** Something that can be put into a namespace's network and taken out of it. */
public sealed interface NetworkObject
        permits LinkDefinition, LinkAddress, Route, Neighbour, ForwardingEntry, BridgeVlan, Rule {

    /** Makes it. The kernel answers EEXIST if it is there already, but for a {@link BridgeVlan}, which it then changes. */
    Request add();

    /** Takes it away; {@code KernelException.isNotFound()} if it is not there. */
    Request delete();

    /** What {@code ip} or {@code bridge} would be given to do this, for people. */
    String command(Verb verb, LinkNames names);
}
