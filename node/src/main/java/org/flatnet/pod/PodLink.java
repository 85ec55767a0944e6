package org.flatnet.pod;

import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.Settings;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * An attachment as the node's kernel holds it.
 *
 * @param owner as the link's alias has it: {@link PodNames#shortened} of the attachment
 * @param hostLink the present name of the node's end
 * @param hostIndex its index
 * @param mtu of the node's end
 * @param bridge the index of its bridge, 0 for none
 * @param podMac of the pod's end; null where it could not be read
 * @param addresses of the pod's end, of global scope
 * @param connected whether the pod has routes by its addresses alone: one on a bridge has, one that is routed has not
 * @param port what is set on the node's end as the bridge's port; null where it is none
 */
public record PodLink(
        AttachmentId owner,
        String hostLink,
        int hostIndex,
        int mtu,
        int bridge,
        @Nullable MacAddress podMac,
        List<InterfaceAddress> addresses,
        boolean connected,
        @Nullable Settings port) {

    public PodLink {
        addresses = List.copyOf(addresses);
    }

    /** Whether the node routes to it; a pod that only lost its bridge is none. */
    public boolean isRouted() {
        return bridge == 0 && !connected;
    }

    /** Whether it is the link of the attachment. */
    public boolean isOf(AttachmentId id) {
        return PodNames.shortened(id).equals(owner);
    }
}
