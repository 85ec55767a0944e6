package org.flatnet.lab.plan;

import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;

/**
 * A host beyond the router, which knows the nodes' networks and no pod's.
 *
 * @param addresses its own, one a family
 * @param router the router's addresses on the link between them, one a family
 */
public record OutsidePlan(String namespace, List<InterfaceAddress> addresses, List<InterfaceAddress> router) {
    /** What it is called among the places of a lab; the router's link to it has the same name. */
    public static final String NAME = "outside";

    public OutsidePlan {
        addresses = List.copyOf(addresses);
        router = List.copyOf(router);
    }
}
