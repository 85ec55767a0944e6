package org.flatnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.cluster.Endpoint.Conditions;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.Protocol;
import org.junit.jupiter.api.Test;

/** Services and slices in the picture, against plain tree maps that are searched from end to end. */
class ServicesInClusterTest {
    private static final int NAMES = 5;

    record Edit(List<ClusterObject> put, List<ObjectKey> removed) {}

    @Provide
    Arbitrary<Edit> edit() {
        Arbitrary<NamespacedName> names = Combinators.combine(
                        Arbitraries.of("a", "b"), Arbitraries.integers().between(0, NAMES - 1))
                .as((namespace, name) -> new NamespacedName(namespace, "name-" + name));
        Arbitrary<ClusterObject> services = Combinators.combine(
                        names, Arbitraries.integers().between(80, 82))
                .as(ServicesInClusterTest::service);
        Arbitrary<ClusterObject> slices = Combinators.combine(
                        names,
                        Arbitraries.integers().between(0, NAMES - 1),
                        Arbitraries.integers().between(80, 82))
                .as((name, service, port) ->
                        slice(name, new NamespacedName(name.namespace(), "name-" + service), port));
        Arbitrary<ObjectKey> removed =
                Arbitraries.oneOf(names.map(ObjectKey::service), names.map(ObjectKey::endpointSlice));
        return Combinators.combine(
                        Arbitraries.oneOf(services, slices).list().ofMaxSize(5),
                        removed.list().ofMaxSize(3))
                .as(Edit::new);
    }

    @Property
    void agreesWithTreeMaps(@ForAll @Size(max = 8) List<@From("edit") Edit> edits) {
        Map<ObjectKey, ClusterObject> oracle = new TreeMap<>();
        Cluster cluster = Cluster.EMPTY;
        for (Edit edit : edits) {
            Map<ObjectKey, ClusterObject> oracleBefore = new TreeMap<>(oracle);
            Cluster before = cluster;
            edit.removed.forEach(oracle::remove);
            edit.put.forEach(object -> oracle.put(object.key(), object));
            cluster = cluster.with(edit.put, edit.removed);

            assertThat(new ArrayList<>(cluster.services().values())).isEqualTo(all(oracle, Service.class));
            assertThat(new ArrayList<>(cluster.endpointSlices().values())).isEqualTo(all(oracle, EndpointSlice.class));
            assertThat(cluster).isEqualTo(Cluster.of(oracle.values()));
            for (NamespacedName name : names()) {
                assertThat(cluster.service(name)).isEqualTo(oracle.get(ObjectKey.service(name)));
                assertThat(cluster.endpointSlices(name)).isEqualTo(slicesOf(oracle, name));
            }
            assertThat(ClusterChange.between(before, cluster).services()).isEqualTo(touched(oracleBefore, oracle));
        }
    }

    private static <T> List<T> all(Map<ObjectKey, ClusterObject> oracle, Class<T> type) {
        return oracle.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<EndpointSlice> slicesOf(Map<ObjectKey, ClusterObject> oracle, NamespacedName service) {
        return all(oracle, EndpointSlice.class).stream()
                .filter(slice -> slice.service().equals(service))
                .toList();
    }

    private static Set<NamespacedName> touched(
            Map<ObjectKey, ClusterObject> before, Map<ObjectKey, ClusterObject> after) {
        Set<NamespacedName> touched = new TreeSet<>();
        for (NamespacedName name : names()) {
            boolean same = Objects.equals(before.get(ObjectKey.service(name)), after.get(ObjectKey.service(name)))
                    && slicesOf(before, name).equals(slicesOf(after, name));
            if (!same) {
                touched.add(name);
            }
        }
        return touched;
    }

    private static List<NamespacedName> names() {
        List<NamespacedName> names = new ArrayList<>();
        for (String namespace : List.of("a", "b")) {
            for (int i = 0; i < NAMES; i++) {
                names.add(new NamespacedName(namespace, "name-" + i));
            }
        }
        return names;
    }

    private static Service service(NamespacedName name, int port) {
        return service(name, List.of(new ServicePort("", Protocol.TCP, port, 0)), "10.32.0.1");
    }

    private static Service service(NamespacedName name, List<ServicePort> ports, String... addresses) {
        return new Service(
                name,
                Service.Served.YES,
                List.of(addresses).stream().map(IpAddress::parse).toList(),
                List.of(),
                List.of(),
                List.of(),
                ports,
                false,
                false,
                0,
                0);
    }

    private static EndpointSlice slice(NamespacedName name, NamespacedName service, int port) {
        Endpoint endpoint = new Endpoint(
                IpAddress.parse("10.200.0.2"), Conditions.of(true, true, false), "worker-0", List.of(), List.of());
        return new EndpointSlice(
                name, service, IpFamily.IPV4, List.of(new EndpointPort("", Protocol.TCP, port)), List.of(endpoint), 0);
    }

    @Test
    void refusesServicesThatCannotBe() {
        NamespacedName name = new NamespacedName("default", "web");
        ServicePort http = new ServicePort("http", Protocol.TCP, 80, 0);
        assertThat(service(name, List.of(http, new ServicePort("dns", Protocol.UDP, 80, 0)), "10.32.0.1", "fd00::1"))
                .satisfies(service -> assertThat(service.has(IpFamily.IPV6)).isTrue());
        assertThatThrownBy(() -> service(name, List.of(http, http), "10.32.0.1"))
                .hasMessageContaining("two ports are called \"http\"");
        assertThatThrownBy(() ->
                        service(name, List.of(http, new ServicePort("other", Protocol.TCP, 80, 0)), "10.32.0.1"))
                .hasMessageContaining("two ports are 80/TCP");
        assertThatThrownBy(() -> service(
                        name,
                        List.of(
                                new ServicePort("a", Protocol.TCP, 80, 30_000),
                                new ServicePort("b", Protocol.TCP, 81, 30_000)),
                        "10.32.0.1"))
                .hasMessageContaining("node port 30000/TCP");
        assertThatThrownBy(() -> service(name, List.of(http), "10.32.0.1", "10.32.0.2"))
                .hasMessageContaining("at most one of each family");
        assertThatThrownBy(() -> service(name, List.of(http), "127.0.0.1"))
                .hasMessageContaining("cannot be a Service's address");
        assertThatThrownBy(() -> service(name, List.of(http))).hasMessageContaining("no address");
        assertThatThrownBy(() -> new ServicePort("", Protocol.TCP, 0, 0)).hasMessageContaining("0 is no port");
        assertThatThrownBy(() -> new ServicePort("", Protocol.TCP, 80, 65_536))
                .hasMessageContaining("65536 is no port");
        assertThatThrownBy(() -> new NamespacedName("Default", "web")).hasMessageContaining("is not a namespace");
        assertThatThrownBy(() -> new NamespacedName("default", "a".repeat(254))).hasMessageContaining("at most 253");
        assertThatThrownBy(() -> Service.notServed(name, Service.Served.YES)).hasMessageContaining("expected a reason");
    }

    @Test
    void refusesSlicesOfTwoFamilies() {
        Endpoint endpoint =
                new Endpoint(IpAddress.parse("fd00::2"), Conditions.of(true, true, false), "", List.of(), List.of());
        assertThatThrownBy(() -> new EndpointSlice(
                        new NamespacedName("default", "web-1"),
                        new NamespacedName("default", "web"),
                        IpFamily.IPV4,
                        List.of(),
                        List.of(endpoint),
                        0))
                .hasMessageContaining("fd00::2 is not IPv4");
    }
}
