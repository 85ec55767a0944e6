package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.NeighbourState;
import org.flatnet.kernel.route.NextHop;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.RouteTable;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.model.Marks;

/**
 * What leads from the node to a routed pod: a route and a permanent neighbour for each of its addresses. The kernel drops
 * them with the link, and when somebody flushes them.
 *
 * @param own the addresses of the node's end of the link
 * @param pod the pod's addresses, each with its hardware address
 */
record Way(List<InterfaceAddress> own, List<Station> pod) {
    Way {
        own = List.copyOf(own);
        pod = List.copyOf(pod);
    }

    boolean leadsTo(Cidr destination) {
        return pod.stream().anyMatch(station -> Cidr.host(station.address()).equals(destination));
    }

    boolean has(InterfaceAddress address) {
        return own.contains(address);
    }

    /** Whether a route leads by a link alone. */
    static boolean isBy(int link, Route route) {
        return route.nextHops().stream().map(NextHop::link).toList().equals(List.of(link));
    }

    /** Whether a neighbour is as it must be, or none of the pod's. */
    boolean agrees(Neighbour neighbour) {
        return pod.stream()
                .noneMatch(station -> station.address().equals(neighbour.address()) && !isOf(station, neighbour));
    }

    private static boolean isOf(Station station, Neighbour neighbour) {
        return station.address().equals(neighbour.address())
                && station.mac().equals(neighbour.mac())
                && neighbour.state().has(NeighbourState.PERMANENT);
    }

    /**
     * What the kernel has to be asked for so that it leads there again; nothing if it does.
     *
     * @param link the node's end, which is up
     */
    List<Request> missing(RouteSocket host, int link) throws KernelException {
        List<Request> missing = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            List<InterfaceAddress> addresses =
                    own.stream().filter(one -> one.family() == family).toList();
            List<Station> stations =
                    pod.stream().filter(one -> one.address().family() == family).toList();
            if (!addresses.isEmpty()) {
                addAddresses(host.addresses(family, link), addresses, link, missing);
            }
            if (!stations.isEmpty()) {
                addNeighbours(host.neighbours(family, link), stations, link, missing);
                RouteFilter ours = RouteFilter.all(family)
                        .withTable(RouteTable.MAIN)
                        .withLink(link)
                        .withProtocol(Marks.ROUTE_PROTOCOL);
                addRoutes(host.routes(ours), stations, link, missing);
            }
        }
        return missing;
    }

    private static void addAddresses(
            List<LinkAddress> there, List<InterfaceAddress> wanted, int link, List<Request> missing) {
        for (InterfaceAddress address : wanted) {
            if (there.stream().noneMatch(one -> one.address().equals(address))) {
                missing.add(PodObjects.hostAddress(address, link).add());
            }
        }
    }

    private static void addNeighbours(List<Neighbour> there, List<Station> wanted, int link, List<Request> missing) {
        for (Station station : wanted) {
            if (there.stream().noneMatch(one -> isOf(station, one))) {
                missing.add(Neighbour.permanent(link, station.address(), station.mac())
                        .replace());
            }
        }
    }

    /** Who put another route in the place of ours has replaced it, and is replaced in turn. */
    private static void addRoutes(List<Route> there, List<Station> wanted, int link, List<Request> missing) {
        for (Station station : wanted) {
            Cidr destination = Cidr.host(station.address());
            boolean leads =
                    there.stream().anyMatch(route -> route.destination().equals(destination) && isBy(link, route));
            if (!leads) {
                missing.add(PodObjects.hostRoute(destination, link).replace());
            }
        }
    }
}
