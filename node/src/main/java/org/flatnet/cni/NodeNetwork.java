package org.flatnet.cni;

import java.util.List;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.jspecify.annotations.Nullable;

/** What the cluster's network is on this node at this moment. Any thread asks; answers come at once. */
public interface NodeNetwork {
    /** The name of the node's Node object. */
    String nodeName();

    /** Why no pod can be added on this node, for longer than a restart takes; null when one can. */
    @Nullable
    String unavailable();

    /** How pods hang off the node whose configuration does not say. */
    AttachMode attachMode();

    /** The MTU of new pods, in bytes. */
    int podMtu();

    /** Where new pods get their addresses from, at most one range for each family; empty while none is known. */
    List<AddressRange> podRanges();
}
