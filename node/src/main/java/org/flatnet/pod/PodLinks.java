package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.route.AddressFlags;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.RouteScope;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** Finds the attachments that the node's kernel holds, with the pods' addresses, without entering a pod. */
final class PodLinks {
    private final RouteSocket host;

    PodLinks(RouteSocket host) {
        this.host = host;
    }

    List<PodLink> list() throws KernelException {
        List<PodLink> pods = new ArrayList<>();
        for (Link link : host.links()) {
            AttachmentId owner = PodNames.owner(link.alias());
            if (owner != null && link.kind() instanceof Veth) {
                PodLink pod = describe(owner, link);
                if (pod != null) {
                    pods.add(pod);
                }
            }
        }
        return pods;
    }

    /** Null if the pod is going away: its namespace is the first to be gone, with the link following soon. */
    private @Nullable PodLink describe(AttachmentId owner, Link link) throws KernelException {
        try {
            List<LinkAddress> addresses = addresses(link);
            return new PodLink(
                    owner,
                    link.name(),
                    link.index(),
                    link.mtu(),
                    link.master(),
                    podMac(link),
                    addresses.stream().map(LinkAddress::address).toList(),
                    addresses.stream().anyMatch(address -> !address.flags().has(AddressFlags.NO_PREFIX_ROUTE)),
                    link.port());
        } catch (KernelException e) {
            // What the kernel says of the number of a namespace that is gone; it had one when the link was listed.
            if (e.is(Errno.EINVAL) && link.peerNamespaceId() != null) {
                return null;
            }
            throw e;
        }
    }

    private @Nullable MacAddress podMac(Link link) throws KernelException {
        Integer namespace = link.peerNamespaceId();
        for (Link peer : namespace == null ? host.links() : host.links(namespace)) {
            if (peer.index() == link.peerIndex()) {
                return peer.mac();
            }
        }
        return null;
    }

    private List<LinkAddress> addresses(Link link) throws KernelException {
        Integer namespace = link.peerNamespaceId();
        List<LinkAddress> addresses = namespace == null ? host.addresses() : host.addresses(namespace);
        return addresses.stream()
                .filter(address ->
                        address.link() == link.peerIndex() && address.scope().equals(RouteScope.UNIVERSE))
                .toList();
    }
}
