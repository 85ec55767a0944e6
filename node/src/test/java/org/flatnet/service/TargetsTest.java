package org.flatnet.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.cluster.Endpoint;
import org.flatnet.cluster.Endpoint.Conditions;
import org.flatnet.cluster.EndpointPort;
import org.flatnet.cluster.EndpointSlice;
import org.flatnet.cluster.NamespacedName;
import org.flatnet.cluster.Service;
import org.flatnet.cluster.ServicePort;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.Protocol;
import org.junit.jupiter.api.Test;

/** The choice of endpoints against the sentences of the API, taken one by one for each endpoint. */
class TargetsTest {
    private static final Targets.Place HERE = new Targets.Place("worker-0", "zone-a");
    private static final ServicePort HTTP = new ServicePort("http", Protocol.TCP, 80, 0);

    @Provide
    Arbitrary<Endpoint> endpoint() {
        Arbitrary<Conditions> conditions = Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.of(true, false), Arbitraries.of(true, false))
                .as(Conditions::of);
        Arbitrary<List<String>> nodes =
                Arbitraries.of(List.of("worker-0"), List.of("worker-1"), List.of("worker-0", "worker-1"), List.of());
        Arbitrary<List<String>> zones = Arbitraries.of(List.of("zone-a"), List.of("zone-b"), List.of());
        return Combinators.combine(
                        Arbitraries.integers().between(2, 7),
                        conditions,
                        Arbitraries.of("worker-0", "worker-1", ""),
                        nodes,
                        zones)
                .as((host, condition, node, forNodes, forZones) ->
                        new Endpoint(IpAddress.parse("10.200.0." + host), condition, node, forNodes, forZones));
    }

    @Provide
    Arbitrary<EndpointSlice> slice() {
        Arbitrary<EndpointPort> ports = Combinators.combine(
                        Arbitraries.of("http", "other"),
                        Arbitraries.of(Protocol.TCP, Protocol.UDP),
                        Arbitraries.integers().between(8080, 8081))
                .as(EndpointPort::new);
        return Combinators.combine(ports.list().ofMaxSize(2), endpoint().list().ofMaxSize(5))
                .as((some, endpoints) -> new EndpointSlice(
                        new NamespacedName("default", "web-1"),
                        new NamespacedName("default", "web"),
                        IpFamily.IPV4,
                        some,
                        endpoints,
                        0));
    }

    @Property
    void isWhatTheApiSays(
            @ForAll @Size(max = 3) List<@From("slice") EndpointSlice> slices,
            @ForAll boolean internalLocal,
            @ForAll boolean externalLocal,
            @ForAll boolean external) {
        Service service = service(internalLocal, externalLocal, external);

        Targets targets = Targets.of(service, HTTP, slices, IpFamily.IPV4, HERE);

        List<Known> known = known(slices);
        boolean forCluster = !internalLocal || external;
        boolean forLocal = internalLocal || externalLocal && external;
        assertThat(new TreeSet<>(targets.cluster())).isEqualTo(forCluster ? cluster(known) : Set.of());
        assertThat(new TreeSet<>(targets.local())).isEqualTo(forLocal ? local(known) : Set.of());
        assertThat(targets.any())
                .isEqualTo(known.stream()
                        .anyMatch(one -> one.endpoint.conditions().ready()
                                || one.endpoint.conditions().isLastResort()));
        assertThat(targets.cluster()).isSorted().doesNotHaveDuplicates();
        assertThat(targets.local()).isSorted().doesNotHaveDuplicates();
    }

    record Known(Target target, Endpoint endpoint) {
        boolean isHere() {
            return endpoint.node().equals(HERE.node());
        }
    }

    /** Each endpoint once; of two the one on this node, else the one that came first. */
    private static List<Known> known(List<EndpointSlice> slices) {
        List<Known> all = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            for (EndpointPort port : slice.ports()) {
                for (Endpoint endpoint : slice.endpoints()) {
                    if (port.name().equals("http") && port.protocol() == Protocol.TCP) {
                        all.add(new Known(new Target(endpoint.address(), port.port()), endpoint));
                    }
                }
            }
        }
        List<Known> known = new ArrayList<>();
        for (Known one : all) {
            List<Known> same = all.stream()
                    .filter(other -> other.target.equals(one.target))
                    .toList();
            Known chosen = same.stream().filter(Known::isHere).findFirst().orElse(same.getFirst());
            if (!known.contains(chosen)) {
                known.add(chosen);
            }
        }
        return known;
    }

    private static Set<Target> cluster(List<Known> known) {
        List<Endpoint> ready = known.stream()
                .map(Known::endpoint)
                .filter(endpoint -> endpoint.conditions().ready())
                .toList();
        boolean sameNode = ready.stream()
                        .noneMatch(endpoint -> endpoint.forNodes().isEmpty())
                && ready.stream().anyMatch(endpoint -> endpoint.forNodes().contains("worker-0"));
        boolean sameZone = !sameNode
                && ready.stream().noneMatch(endpoint -> endpoint.forZones().isEmpty())
                && ready.stream().anyMatch(endpoint -> endpoint.forZones().contains("zone-a"));
        Set<Target> chosen = new TreeSet<>();
        for (Known one : known) {
            boolean meantForHere = sameNode
                    ? one.endpoint.forNodes().contains("worker-0")
                    : !sameZone || one.endpoint.forZones().contains("zone-a");
            if (one.endpoint.conditions().ready() && meantForHere) {
                chosen.add(one.target);
            }
        }
        return chosen.isEmpty() ? ending(known) : chosen;
    }

    private static Set<Target> local(List<Known> known) {
        List<Known> here = known.stream().filter(Known::isHere).toList();
        Set<Target> chosen = new TreeSet<>();
        here.stream().filter(one -> one.endpoint.conditions().ready()).forEach(one -> chosen.add(one.target));
        return chosen.isEmpty() ? ending(here) : chosen;
    }

    private static Set<Target> ending(List<Known> known) {
        Set<Target> chosen = new TreeSet<>();
        for (Known one : known) {
            Conditions conditions = one.endpoint.conditions();
            if (conditions.serving() && conditions.terminating()) {
                chosen.add(one.target);
            }
        }
        return chosen;
    }

    @Test
    void otherFamiliesAreOthers() {
        Endpoint endpoint = new Endpoint(
                IpAddress.parse("fd00::2"), Conditions.of(true, true, false), "worker-0", List.of(), List.of());
        EndpointSlice slice = new EndpointSlice(
                new NamespacedName("default", "web-1"),
                new NamespacedName("default", "web"),
                IpFamily.IPV6,
                List.of(new EndpointPort("http", Protocol.TCP, 8080)),
                List.of(endpoint),
                0);
        Service service = service(false, false, false);
        assertThat(Targets.of(service, HTTP, List.of(slice), IpFamily.IPV4, HERE))
                .isEqualTo(new Targets(List.of(), List.of(), false));
        assertThat(Targets.of(service, HTTP, List.of(slice), IpFamily.IPV6, HERE)
                        .cluster())
                .containsExactly(new Target(IpAddress.parse("fd00::2"), 8080));
    }

    private static Service service(boolean internalLocal, boolean externalLocal, boolean external) {
        return new Service(
                new NamespacedName("default", "web"),
                Service.Served.YES,
                List.of(IpAddress.parse("10.32.0.10")),
                external ? List.of(IpAddress.parse("198.51.100.7")) : List.of(),
                List.of(),
                List.of(),
                List.of(HTTP),
                externalLocal,
                internalLocal,
                0,
                0);
    }
}
