package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.model.Marks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts pods' links right that somebody renamed or set down, and the ways to routed pods. */
final class LinkRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LinkRepair.class);

    private final Lanes lanes;
    private final Places places;

    LinkRepair(Lanes lanes, Places places) {
        this.lanes = lanes;
        this.places = places;
    }

    /** Puts one link right; whether there was something to do. */
    boolean repair(String hostLink) throws IOException {
        try (Lanes.Lease lease = lanes.take()) {
            return repair(lease.lane().host(), place -> place.hostLink().equals(hostLink));
        }
    }

    /** Whether there was something to do, and all of it was done. */
    boolean repair(RouteSocket host, Predicate<Place> which) throws KernelException {
        boolean right = false;
        for (Link link : host.links()) {
            Place place = places.ofAlias(link.alias());
            if (place != null
                    && which.test(place)
                    && link.kind() instanceof Veth
                    && !place.isRight(LinkGlance.of(false, link))) {
                boolean named = link.name().equals(place.hostLink()) || rename(host, link, place.hostLink());
                right |= named && setUp(host, link, place);
            }
        }
        return right;
    }

    private static boolean rename(RouteSocket host, Link link, String name) throws KernelException {
        try {
            host.execute(LinkChange.of(link.index()).rename(name).request());
            LOG.warn("the link {} had been renamed {} by someone and has its name back", name, link.name());
            return true;
        } catch (KernelException e) {
            if (!e.isBusy() && !e.isNotFound()) {
                throw e;
            }
            LOG.warn(
                    "the link {} was renamed {} by someone and cannot be named back: {}",
                    name,
                    link.name(),
                    e.getMessage());
            return false;
        }
    }

    private static boolean setUp(RouteSocket host, Link link, Place place) throws KernelException {
        if (!link.isUp()) {
            host.execute(LinkChange.of(link.index()).up().request());
            if (place.bridge() == null) {
                for (PodLink pod : new PodLinks(host).list()) {
                    if (pod.hostIndex() == link.index()) {
                        lead(host, pod);
                    }
                }
            }
            LOG.warn("the link {} had been set down by someone and is up again", place.hostLink());
        }
        return true;
    }

    /** A link that was down and is up again shows it by its routes alone. */
    static void leadToRoutedPods(RouteSocket host, List<PodLink> pods) throws KernelException {
        Set<Cidr> reached = new HashSet<>();
        for (IpFamily family : IpFamily.values()) {
            host.routes(RouteFilter.all(family)).stream()
                    .filter(route -> route.protocol() == Marks.ROUTE_PROTOCOL)
                    .forEach(route -> reached.add(route.destination()));
        }
        for (PodLink pod : pods) {
            boolean whole =
                    pod.addresses().stream().allMatch(address -> reached.contains(Cidr.host(address.address())));
            if (pod.isRouted() && !whole) {
                lead(host, pod);
                LOG.warn(
                        "the routes to the pod of {} had been taken away by someone and are there again",
                        pod.hostLink());
            }
        }
    }

    /** Lays the routes to a routed pod again, and what tells its hardware address: the kernel drops both with the link. */
    private static void lead(RouteSocket host, PodLink pod) throws KernelException {
        if (pod.podMac() == null) {
            return;
        }
        List<Request> requests = new ArrayList<>();
        for (InterfaceAddress address : pod.addresses()) {
            IpAddress own = address.address();
            requests.add(Neighbour.permanent(pod.hostIndex(), own, pod.podMac()).replace());
            requests.add(Route.onLink(Cidr.host(own), pod.hostIndex())
                    .withProtocol(Marks.ROUTE_PROTOCOL)
                    .replace());
        }
        for (Outcome outcome : host.executeAll(requests)) {
            outcome.orThrow();
        }
    }
}
