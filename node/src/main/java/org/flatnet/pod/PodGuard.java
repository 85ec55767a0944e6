package org.flatnet.pod;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;

/** What holds a pod to its own addresses. Any thread calls. */
public interface PodGuard {
    /** One that lets everything pass. */
    PodGuard NONE = new PodGuard() {
        @Override
        public void prepare(Port port) {}

        @Override
        public void remove(Collection<String> hostLinks) {}
    };

    /**
     * From where a pod's packets come, and what they may bear.
     *
     * @param hostLink the node's end of its link
     * @param mac of the pod's end
     * @param addresses the pod's own, without its link-local ones
     * @param masqueraded those of them that bear the node's address outside of their subnets, each with its subnet
     */
    record Port(
            AttachmentId id,
            Shape shape,
            String hostLink,
            MacAddress mac,
            List<IpAddress> addresses,
            List<InterfaceAddress> masqueraded) {
        public Port {
            addresses = List.copyOf(addresses);
            masqueraded = List.copyOf(masqueraded);
        }
    }

    /**
     * Is called before the link is up, and has taken effect when it returns: the pod's first packet must pass, and no other
     * one. If it throws, nothing of it is left.
     */
    void prepare(Port port) throws IOException;

    /**
     * Is called after the links are gone, or before those go that could not be finished. Links that it knows nothing of are no error.
     *
     * @param hostLinks names of the node's ends
     */
    void remove(Collection<String> hostLinks) throws IOException;
}
