package org.flatnet.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.flatnet.cluster.Endpoint;
import org.flatnet.cluster.EndpointPort;
import org.flatnet.cluster.EndpointSlice;
import org.flatnet.cluster.Service;
import org.flatnet.cluster.ServicePort;
import org.flatnet.kernel.net.IpFamily;

/**
 * Where one node sends packets to a port of a Service, in one family; each list in order, without repetition.
 *
 * @param cluster for clients that any endpoint may serve; empty also where the Service has no such clients
 * @param local for clients that an endpoint of this node alone may serve; empty also where there are none of those
 * @param any whether the Service has an endpoint at all that could be used, be it on another node: then a client that finds
 *     none here is left without answer, and not refused
 */
record Targets(List<Target> cluster, List<Target> local, boolean any) {
    Targets {
        cluster = List.copyOf(cluster);
        local = List.copyOf(local);
    }

    /** Where clients are: what hints of endpoints are compared with. An empty name is none. */
    record Place(String node, String zone) {}

    /** Who may be chosen, of the slices of the Service. */
    static Targets of(
            Service service, ServicePort port, Collection<EndpointSlice> slices, IpFamily family, Place place) {
        SortedMap<Target, Endpoint> endpoints = endpoints(port, slices, family, place);
        boolean external = isReachedFromOutside(service, port);
        List<Target> cluster = !service.internalLocal() || external
                ? usable(endpoints, preferred(endpoints.values(), place))
                : List.of();
        boolean usesLocal = service.internalLocal() || service.externalLocal() && external;
        List<Target> local = usesLocal ? usable(here(endpoints, place), _ -> true) : List.of();
        boolean any = !cluster.isEmpty()
                || !local.isEmpty()
                || !usable(endpoints, _ -> true).isEmpty();
        return new Targets(cluster, local, any);
    }

    private static boolean isReachedFromOutside(Service service, ServicePort port) {
        return port.nodePort() != 0
                || !service.loadBalancerIps().isEmpty()
                || !service.externalIps().isEmpty();
    }

    /** Of those that two slices have, as while one is filled from another, the one that says that it is on this node. */
    private static SortedMap<Target, Endpoint> endpoints(
            ServicePort port, Collection<EndpointSlice> slices, IpFamily family, Place place) {
        SortedMap<Target, Endpoint> endpoints = new TreeMap<>();
        for (EndpointSlice slice : slices) {
            if (slice.family() != family) {
                continue;
            }
            for (EndpointPort served : slice.ports()) {
                if (served.name().equals(port.name()) && served.protocol() == port.protocol()) {
                    for (Endpoint endpoint : slice.endpoints()) {
                        endpoints.merge(
                                new Target(endpoint.address(), served.port()),
                                endpoint,
                                (known, other) -> isHere(known, place) || !isHere(other, place) ? known : other);
                    }
                }
            }
        }
        return endpoints;
    }

    private static boolean isHere(Endpoint endpoint, Place place) {
        return !place.node.isEmpty() && endpoint.node().equals(place.node);
    }

    private static SortedMap<Target, Endpoint> here(SortedMap<Target, Endpoint> endpoints, Place place) {
        SortedMap<Target, Endpoint> here = new TreeMap<>(endpoints);
        here.values().removeIf(endpoint -> !isHere(endpoint, place));
        return here;
    }

    /** Those that are ready and preferred; where there are none, those that still serve though they are about to end. */
    private static List<Target> usable(SortedMap<Target, Endpoint> endpoints, Predicate<Endpoint> preferred) {
        List<Target> ready =
                targets(endpoints, endpoint -> endpoint.conditions().ready() && preferred.test(endpoint));
        return ready.isEmpty()
                ? targets(endpoints, endpoint -> endpoint.conditions().isLastResort())
                : ready;
    }

    private static List<Target> targets(SortedMap<Target, Endpoint> endpoints, Predicate<Endpoint> which) {
        List<Target> targets = new ArrayList<>();
        endpoints.forEach((target, endpoint) -> {
            if (which.test(endpoint)) {
                targets.add(target);
            }
        });
        return targets;
    }

    /** Which ready endpoints are meant for clients here. Hints count only where every ready endpoint has one. */
    private static Predicate<Endpoint> preferred(Collection<Endpoint> endpoints, Place place) {
        if (areHints(endpoints, Endpoint::forNodes, place.node)) {
            return endpoint -> endpoint.forNodes().contains(place.node);
        }
        if (areHints(endpoints, Endpoint::forZones, place.zone)) {
            return endpoint -> endpoint.forZones().contains(place.zone);
        }
        return _ -> true;
    }

    private static boolean areHints(
            Collection<Endpoint> endpoints, Function<Endpoint, List<String>> hints, String name) {
        boolean one = false;
        for (Endpoint endpoint : endpoints) {
            if (endpoint.conditions().ready()) {
                if (hints.apply(endpoint).isEmpty()) {
                    return false;
                }
                one |= hints.apply(endpoint).contains(name);
            }
        }
        return one;
    }
}
