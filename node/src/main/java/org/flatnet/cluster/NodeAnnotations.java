package org.flatnet.cluster;

import java.util.List;

/** The annotations of nodes that Flatnet reads; a {@link ClusterNode} keeps no others. */
public final class NodeAnnotations {
    /** flannel's backend, {@code vxlan} for one. */
    public static final String FLANNEL_BACKEND_TYPE = "flannel.alpha.coreos.com/backend-type";

    /** JSON of flannel's backend; for vxlan {@code {"VNI":1,"VtepMAC":"…"}}. */
    public static final String FLANNEL_BACKEND_DATA = "flannel.alpha.coreos.com/backend-data";

    /** The node's address for the others' flannel, where it is not the node's InternalIP. */
    public static final String FLANNEL_PUBLIC_IP = "flannel.alpha.coreos.com/public-ip";

    /** The same in IPv6. */
    public static final String FLANNEL_PUBLIC_IPV6 = "flannel.alpha.coreos.com/public-ipv6";

    private static final List<String> NAMES =
            List.of(FLANNEL_BACKEND_TYPE, FLANNEL_BACKEND_DATA, FLANNEL_PUBLIC_IP, FLANNEL_PUBLIC_IPV6);

    private NodeAnnotations() {}

    /** The names of all of them. */
    public static List<String> names() {
        return NAMES;
    }
}
