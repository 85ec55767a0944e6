package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flatnet.cluster.ClusterObject;
import org.flatnet.cluster.Endpoint;
import org.flatnet.cluster.Endpoint.Conditions;
import org.flatnet.cluster.EndpointPort;
import org.flatnet.cluster.EndpointSlice;
import org.flatnet.cluster.NamespacedName;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.cluster.Service;
import org.flatnet.cluster.Service.Served;
import org.flatnet.cluster.ServicePort;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.Protocol;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services and slices as they are written. */
class ServiceManifestsTest {
    private static final String WEB = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: shop
            spec:
              type: LoadBalancer
              clusterIP: 10.32.0.10
              clusterIPs: [10.32.0.10, "fd00:32::10"]
              externalIPs: [198.51.100.7]
              externalTrafficPolicy: Local
              internalTrafficPolicy: Cluster
              sessionAffinity: ClientIP
              sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
              healthCheckNodePort: 31000
              loadBalancerSourceRanges: [" 192.0.2.0/24 "]
              ports:
              - {name: http, port: 80, targetPort: 8080, nodePort: 30080}
              - {name: quic, port: 80, protocol: UDP, nodePort: 30080}
            status:
              loadBalancer:
                ingress:
                - {ip: 203.0.113.80}
                - {ip: 203.0.113.81, ipMode: Proxy}
                - {hostname: example.org}
            """;
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: web-x7k2p
              namespace: shop
              labels: {kubernetes.io/service-name: web}
              annotations: {endpoints.kubernetes.io/last-change-trigger-time: "2026-01-31T12:00:00Z"}
            addressType: IPv4
            ports:
            - {name: http, port: 8080}
            - {name: all}
            endpoints:
            - addresses: [10.200.0.5, 10.200.9.9]
              nodeName: worker-0
              hints: {forZones: [{name: zone-a}], forNodes: [{name: worker-0}]}
            - addresses: [10.200.1.5]
              conditions: {ready: false, serving: true, terminating: true}
            """;

    @Test
    void readsAService() throws DocumentException {
        assertThat(objects(WEB))
                .containsExactly(new Service(
                        new NamespacedName("shop", "web"),
                        Served.YES,
                        List.of(IpAddress.parse("10.32.0.10"), IpAddress.parse("fd00:32::10")),
                        List.of(IpAddress.parse("198.51.100.7")),
                        List.of(IpAddress.parse("203.0.113.80")),
                        List.of(Cidr.parse("192.0.2.0/24")),
                        List.of(
                                new ServicePort("http", Protocol.TCP, 80, 30_080),
                                new ServicePort("quic", Protocol.UDP, 80, 30_080)),
                        true,
                        false,
                        60,
                        31_000));
    }

    @Test
    void readsASlice() throws DocumentException {
        assertThat(objects(SLICE))
                .containsExactly(new EndpointSlice(
                        new NamespacedName("shop", "web-x7k2p"),
                        new NamespacedName("shop", "web"),
                        IpFamily.IPV4,
                        List.of(new EndpointPort("http", Protocol.TCP, 8080)),
                        List.of(
                                new Endpoint(
                                        IpAddress.parse("10.200.0.5"),
                                        Conditions.of(true, true, false),
                                        "worker-0",
                                        List.of("worker-0"),
                                        List.of("zone-a")),
                                new Endpoint(
                                        IpAddress.parse("10.200.1.5"),
                                        Conditions.of(false, true, true),
                                        "",
                                        List.of(),
                                        List.of())),
                        1_769_860_800_000L));
    }

    @Test
    void fillsInWhatAnApiServerWould() throws DocumentException {
        Service service = (Service) objects("{apiVersion: v1, kind: Service, metadata: {name: a}, spec:"
                        + " {clusterIP: 10.32.0.1, sessionAffinity: ClientIP, externalTrafficPolicy: Local,"
                        + " healthCheckNodePort: 31000, ports: [{port: 53}]}}")
                .getFirst();
        assertThat(service.name()).hasToString("default/a");
        assertThat(service.affinitySeconds()).isEqualTo(10_800);
        assertThat(service.ports()).containsExactly(new ServicePort("", Protocol.TCP, 53, 0));
        // the policy and the health check are for Services that are reached from outside
        assertThat(service.externalLocal()).isFalse();
        assertThat(service.healthCheckNodePort()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clusterIP: None | '' | HEADLESS",
                "clusterIP: 10.32.0.1 | service.kubernetes.io/headless: '' | HEADLESS",
                "clusterIP: 10.32.0.1 | service.kubernetes.io/service-proxy-name: mine | OTHER_PROXY",
                "'type: ExternalName, externalName: example.org' | '' | EXTERNAL_NAME"
            })
    void knowsWhatIsNotItsToServe(String spec, String label, Served why) throws DocumentException {
        String text = "{apiVersion: v1, kind: Service, metadata: {name: a, labels: {" + label + "}}, spec: {" + spec
                + ", ports: [{port: 53}]}}";
        assertThat(objects(text)).containsExactly(Service.notServed(new NamespacedName("default", "a"), why));
    }

    @Test
    void passesOverSlicesOfNamesAndOfNoService() throws DocumentException {
        assertThat(objects(SLICE.replace("IPv4", "FQDN"))).isEmpty();
        assertThat(objects(SLICE.replace("kubernetes.io/service-name: web", "app: web")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 80, targetPort | port: 65536, targetPort | 65536 is no port: expected 1 to 65535",
                "port: 80, targetPort | port: eighty, targetPort | port: expected a whole number, found the text",
                "port: 80, targetPort | port: 99999999999, targetPort | too large a number",
                "nodePort: 30080} | nodePort: -1} | -1 is no port",
                "protocol: UDP | protocol: ICMP | \"ICMP\" is no protocol of a port: expected TCP, UDP or SCTP",
                "protocol: UDP | protocol: TCP | two ports are 80/TCP",
                "name: quic | name: http | two ports are called \"http\"",
                "type: LoadBalancer | type: Loadbalancer | expected one of ClusterIP, ExternalName, LoadBalancer",
                "Policy: Local | Policy: local | expected one of Cluster, Local",
                "sessionAffinity: ClientIP | sessionAffinity: Client | expected one of ClientIP, None",
                "timeoutSeconds: 60 | timeoutSeconds: 86401 | expected 0 to 86400",
                "timeoutSeconds: 60 | timeoutSeconds: 0 | expected 1 to 86400",
                "\"fd00:32::10\" | 10.32.0.11 | at most one of each family",
                "192.0.2.0/24 | 192.0.2.0/33 | spec.loadBalancerSourceRanges",
                "198.51.100.7 | 224.0.0.1 | cannot be a Service's address",
                "ipMode: Proxy | ipMode: Direct | expected one of Proxy, VIP"
            })
    void namesWhatIsWrongInAService(String right, String wrong, String reason) throws DocumentException {
        Manifests manifests = yaml(WEB.replace(right, wrong));
        assertThat(manifests.objects()).isEmpty();
        assertThat(manifests.flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.reason()).contains(reason);
            assertThat(flaw.line()).isPositive();
            assertThat(flaw.key()).isEqualTo(ObjectKey.service(new NamespacedName("shop", "web")));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IPv4 | IPv5 | expected IPv4, IPv6 or FQDN",
                "IPv4 | IPv6 | 10.200.0.5 is not IPv6",
                "[10.200.1.5] | [] | addresses is missing",
                "10.200.1.5 | 127.0.0.1 | cannot be an endpoint's address",
                "ready: false | ready: perhaps | expected true or false",
                "port: 8080 | port: 80800 | 80800 is no port",
                "service-name: web | service-name: Web | is not an object's name",
                "2026-01-31T12:00:00Z | yesterday | expected a time such as"
            })
    void namesWhatIsWrongInASlice(String right, String wrong, String reason) throws DocumentException {
        Manifests manifests = yaml(SLICE.replace(right, wrong));
        assertThat(manifests.objects()).isEmpty();
        assertThat(manifests.flaws())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.reason()).contains(reason));
    }

    private static List<ClusterObject> objects(String text) throws DocumentException {
        Manifests manifests = yaml(text);
        assertThat(manifests.flaws()).isEmpty();
        return manifests.objects().stream().map(ManifestObject::object).toList();
    }

    private static Manifests yaml(String text) throws DocumentException {
        return Manifests.read(DocumentReader.yaml(text.getBytes(StandardCharsets.UTF_8)));
    }
}
