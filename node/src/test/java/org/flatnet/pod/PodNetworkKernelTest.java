package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Attachments of every shape on a real kernel: real packets, and {@code ip} as the witness of what was made. */
@Tag("kernel")
class PodNetworkKernelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AttachmentId A = new AttachmentId("flatnet", "a", "eth0");
    private static final AttachmentId B = new AttachmentId("flatnet", "b", "eth0");

    static Stream<Shape> shapes() {
        return Stream.of(
                Shape.of(AttachMode.BRIDGE),
                Shape.of(AttachMode.LAYER2),
                Shape.of(AttachMode.ROUTED),
                Shape.Bridged.reference("cni0", true, true, false, false, false, false, false, false),
                Shape.Bridged.reference("cni0", true, true, false, true, false, false, false, false),
                new Shape.Routed(true));
    }

    private static AttachRequest request(AttachmentId id, Shape shape, int host) {
        List<PodRoute> routes = shape.equals(new Shape.Routed(true))
                ? List.of(new PodRoute(Cidr.parse("0.0.0.0/0"), null), new PodRoute(Cidr.parse("::/0"), null))
                : List.of();
        return new AttachRequest(id, shape, addresses(host), routes, 1400, null);
    }

    private static List<PodAddress> addresses(int host) {
        return List.of(
                new PodAddress(InterfaceAddress.parse("10.200.0." + host + "/24"), IpAddress.parse("10.200.0.1")),
                new PodAddress(InterfaceAddress.parse("fd00:1::" + host + "/64"), IpAddress.parse("fd00:1::1")));
    }

    private static PodAddress address(int host, IpFamily family) {
        return addresses(host).stream()
                .filter(address -> address.family() == family)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void podsReachEachOtherAndTheNodeAndItThem(Shape shape) throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace one = node.pod();
            NetworkNamespace other = node.pod();
            Attached first = node.network().attach(request(A, shape, 7), one);
            for (PodAddress address : first.addresses()) {
                IpAddress pod = address.address().address();
                // The very first packets, in both directions.
                assertThat(Traffic.udp(node.namespace(), one, pod)).isNotEqualTo(pod);
            }
            Attached second = node.network().attach(request(B, shape, 8), other);
            for (IpFamily family : IpFamily.values()) {
                IpAddress firstPod = address(first, family);
                IpAddress secondPod = address(second, family);
                assertThat(Traffic.udp(one, other, secondPod)).isEqualTo(firstPod);
                assertThat(Traffic.tcp(one, other, secondPod)).isEqualTo(firstPod);
                assertThat(Traffic.tcp(other, one, firstPod)).isEqualTo(secondPod);
                assertThat(Traffic.tcp(one, one, firstPod)).isEqualTo(firstPod);
                Traffic.tcp(node.namespace(), other, secondPod);
            }
            assertThat(node.network().check(request(A, shape, 7), one)).isEmpty();
            assertThat(node.network().check(request(B, shape, 8), other)).isEmpty();
            node.network().detach(List.of(A, B));
            assertThat(node.network().links()).isEmpty();
            assertThat(interfaces(one)).containsExactly("lo");
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aPodReachesAnAddressOfTheNode(Shape shape) throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            Attached attached = node.network().attach(request(A, shape, 7), pod);
            assertThat(Traffic.tcp(pod, node.namespace(), IpAddress.parse("192.0.2.10")))
                    .isEqualTo(address(attached, IpFamily.IPV4));
            assertThat(Traffic.udp(pod, node.namespace(), IpAddress.parse("2001:db8::10")))
                    .isEqualTo(address(attached, IpFamily.IPV6));
        }
    }

    @Test
    void onlyThePacketsOfIsolatedPortsGoThroughTheNode() throws Exception {
        for (AttachMode mode : AttachMode.values()) {
            try (TestNode node = TestNode.create()) {
                NetworkNamespace one = node.pod();
                NetworkNamespace other = node.pod();
                node.network().attach(request(A, Shape.of(mode), 7), one);
                node.network().attach(request(B, Shape.of(mode), 8), other);
                long before = forwarded(node.namespace());
                Traffic.udp(one, other, IpAddress.parse("10.200.0.8"));
                long passed = forwarded(node.namespace()) - before;
                assertThat(passed).as("%s", mode).isEqualTo(mode == AttachMode.LAYER2 ? 0 : 2);
            }
        }
    }

    @Test
    void theBridgeIsAsIpListsIt() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            Attached attached = node.network().attach(request(A, Shape.of(AttachMode.BRIDGE), 7), pod);
            JsonNode bridge = link(node.namespace(), "flatnet0");
            assertThat(bridge.at("/linkinfo/info_kind").asString()).isEqualTo("bridge");
            assertThat(bridge.at("/ifalias").asString()).isEqualTo("flatnet bridge");
            assertThat(bridge.at("/linkinfo/info_data/mcast_snooping").asInt()).isZero();
            assertThat(bridge.at("/address").asString())
                    .isEqualTo(PodNames.bridgeMac("node-1", "flatnet0").toString());
            assertThat(attached.bridge()).isNotNull();
            assertThat(attached.bridge().mac())
                    .hasToString(bridge.at("/address").asString());
            assertThat(addressesOf(node.namespace(), "flatnet0")).contains("10.200.0.1/24", "fd00:1::1/64");
            assertThat(setting(node.namespace(), "net/ipv6/conf/flatnet0/accept_ra"))
                    .isEqualTo("0");
            assertThat(setting(node.namespace(), "net/ipv4/conf/flatnet0/send_redirects"))
                    .isEqualTo("0");

            JsonNode port = link(node.namespace(), attached.host().name());
            assertThat(port.at("/ifalias").asString()).isEqualTo("flatnet pod flatnet a eth0");
            assertThat(port.at("/master").asString()).isEqualTo("flatnet0");
            assertThat(port.at("/linkinfo/info_slave_data/isolated").asBoolean())
                    .isTrue();
            assertThat(port.at("/linkinfo/info_slave_data/hairpin").asBoolean()).isFalse();
            assertThat(port.at("/linkinfo/info_slave_data/state").asString()).isEqualTo("forwarding");
            assertThat(port.at("/operstate").asString()).isEqualTo("UP");
            assertThat(port.at("/mtu").asInt()).isEqualTo(1400);
            assertThat(addressesOf(node.namespace(), attached.host().name())).isEmpty();
        }
    }

    @Test
    void theInsideOfAPodIsAsIpListsIt() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            AttachRequest asked = new AttachRequest(
                    A,
                    Shape.of(AttachMode.BRIDGE),
                    addresses(7),
                    List.of(new PodRoute(
                            Cidr.parse("192.0.2.0/24"), IpAddress.parse("10.200.0.1"), 1300, 1200, 50, 100, null)),
                    1400,
                    MacAddress.parse("02:00:00:00:00:07"));
            Attached attached = node.network().attach(asked, pod);
            JsonNode link = link(pod, "eth0");
            assertThat(link.at("/address").asString()).isEqualTo("02:00:00:00:00:07");
            assertThat(link.at("/mtu").asInt()).isEqualTo(1400);
            assertThat(attached.pod().mac()).hasToString("02:00:00:00:00:07");
            assertThat(attached.pod().index()).isEqualTo(link.at("/ifindex").asInt());
            assertThat(addressesOf(pod, "eth0")).containsExactlyInAnyOrder("10.200.0.7/32", "fd00:1::7/128");
            String routes = TestNode.run(pod, "ip", "route") + TestNode.run(pod, "ip", "-6", "route");
            assertThat(routes.lines().map(String::strip))
                    .contains(
                            "10.200.0.1 dev eth0 proto 70 scope link",
                            "default via 10.200.0.1 dev eth0 proto 70",
                            "fd00:1::1 dev eth0 proto 70 metric 1024 pref medium",
                            "default via fd00:1::1 dev eth0 proto 70 metric 1024 pref medium");
            assertThat(TestNode.run(pod, "ip", "route", "show", "table", "100").strip())
                    .isEqualTo("192.0.2.0/24 via 10.200.0.1 dev eth0 proto 70 metric 50 mtu 1300 advmss 1200");
            for (String name : List.of("accept_ra", "accept_dad")) {
                assertThat(setting(pod, "net/ipv6/conf/eth0/" + name)).isEqualTo("0");
            }
            assertThat(TestNode.run(pod, "ip", "-6", "address", "show", "tentative"))
                    .doesNotContain("eth0");
        }
    }

    @Test
    void aRoutedPodIsAsIpListsIt() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            Attached attached = node.network().attach(request(A, Shape.of(AttachMode.ROUTED), 7), pod);
            String host = attached.host().name();
            assertThat(attached.bridge()).isNull();
            assertThat(interfaces(node.namespace())).containsExactlyInAnyOrder("lo", "uplink", host);
            assertThat(TestNode.run(node.namespace(), "ip", "route").lines().map(String::strip))
                    .contains("10.200.0.7 dev " + host + " proto 70 scope link");
            assertThat(TestNode.run(node.namespace(), "ip", "-6", "route"))
                    .contains("fd00:1::7 dev " + host + " proto 70");
            assertThat(TestNode.run(node.namespace(), "ip", "neigh", "show", "nud", "permanent"))
                    .contains("10.200.0.7 dev " + host, "fd00:1::7 dev " + host);
            assertThat(addressesOf(node.namespace(), host)).isEmpty();
            assertThat(TestNode.run(pod, "ip", "route"))
                    .contains("default via 169.254.1.1 dev eth0", "169.254.1.1 dev eth0 proto 70 scope link");
            assertThat(TestNode.run(pod, "ip", "-6", "route")).contains("default via fe80::1 dev eth0");
            assertThat(TestNode.run(pod, "ip", "neigh", "show", "nud", "permanent"))
                    .contains("169.254.1.1", "fe80::1", attached.host().mac().toString());
        }
    }

    @Test
    void aPodMayHaveOneFamilyOnly() throws Exception {
        try (TestNode node = TestNode.create()) {
            for (IpFamily family : IpFamily.values()) {
                for (AttachMode mode : AttachMode.values()) {
                    NetworkNamespace pod = node.pod();
                    PodAddress address = address(7, family);
                    AttachRequest asked = new AttachRequest(A, Shape.of(mode), List.of(address), List.of(), 0, null);
                    node.network().attach(asked, pod);
                    assertThat(node.network().check(asked, pod)).isEmpty();
                    Traffic.udp(node.namespace(), pod, address.address().address());
                    node.network().detach(A);
                }
            }
        }
    }

    @Test
    void ipv6ThatIsOffInNewPodsIsSwitchedOnWhereItIsNeeded() throws Exception {
        try (TestNode node = TestNode.create()) {
            for (AttachMode mode : AttachMode.values()) {
                NetworkNamespace pod = node.pod();
                pod.call(() -> {
                    Sysctl.write("net/ipv6/conf/default/disable_ipv6", "1");
                    return true;
                });
                AttachRequest asked = request(A, Shape.of(mode), 7);
                node.network().attach(asked, pod);
                assertThat(node.network().check(asked, pod)).isEmpty();
                Traffic.udp(node.namespace(), pod, IpAddress.parse("fd00:1::7"));
                node.network().detach(A);
            }
        }
    }

    @Test
    void aLinkMayHaveNoAddress() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            Shape down = Shape.Bridged.reference("cni0", false, false, false, false, true, false, false, true);
            Attached attached = node.network().attach(new AttachRequest(A, down, List.of(), List.of(), 0, null), pod);
            assertThat(link(pod, "eth0").at("/flags").toString()).doesNotContain("\"UP\"");
            assertThat(link(node.namespace(), "cni0").at("/flags").toString()).contains("PROMISC");
            assertThat(attached.addresses()).isEmpty();
        }
    }

    @Test
    void anAddressUsedAgainIsReachedAtItsNewPod() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace one = node.pod();
            NetworkNamespace other = node.pod();
            node.network().attach(request(A, Shape.of(AttachMode.BRIDGE), 7), one);
            IpAddress address = IpAddress.parse("10.200.0.7");
            Traffic.udp(node.namespace(), one, address);
            node.network().detach(A);
            node.network().attach(request(B, Shape.of(AttachMode.BRIDGE), 7), other);
            Traffic.udp(node.namespace(), other, address);
            Traffic.udp(node.namespace(), other, IpAddress.parse("fd00:1::7"));
        }
    }

    @Test
    void theReferenceBridgeKeepsItsAddressUnlessForced() throws Exception {
        try (TestNode node = TestNode.create()) {
            TestNode.run(node.namespace(), "ip", "link", "add", "cni0", "type", "bridge");
            TestNode.run(node.namespace(), "ip", "address", "add", "10.99.0.1/16", "dev", "cni0");
            NetworkNamespace pod = node.pod();
            String before = TestNode.everything(pod);
            Shape refused = Shape.Bridged.reference("cni0", true, true, false, false, false, false, false, false);
            assertThatThrownBy(() -> node.network().attach(request(A, refused, 7), pod))
                    .isInstanceOfSatisfying(
                            PodException.class, e -> assertThat(e.kind()).isEqualTo(PodException.Kind.CONFLICT))
                    .hasMessageContaining("cni0 has the address 10.99.0.1/16 already")
                    .hasMessageContaining("forceAddress");
            assertThat(TestNode.everything(pod)).isEqualTo(before);
            Shape forced = Shape.Bridged.reference("cni0", true, true, true, false, false, false, false, false);
            node.network().attach(request(A, forced, 7), pod);
            assertThat(addressesOf(node.namespace(), "cni0"))
                    .contains("10.200.0.1/24")
                    .doesNotContain("10.99.0.1/16");
        }
    }

    @Test
    void twoNetworksOfAPodCannotBothHaveItsDefaultRoute() throws Exception {
        AttachmentId second = new AttachmentId("second", "a", "net1");
        for (AttachMode mode : AttachMode.values()) {
            try (TestNode node = TestNode.create()) {
                NetworkNamespace pod = node.pod();
                node.network().attach(request(A, Shape.of(mode), 7), pod);
                for (IpFamily family : IpFamily.values()) {
                    boolean sharesGateway = mode == AttachMode.ROUTED && family == IpFamily.IPV4;
                    String all = Cidr.all(family).toString();
                    refuses(
                            node,
                            new AttachRequest(second, Shape.of(mode), otherRange(family), List.of(), 1400, null),
                            pod,
                            "the pod has a route to " + (sharesGateway ? "169.254.1.1/32" : all)
                                    + " by its interface eth0 already",
                            sharesGateway
                                    ? "give this one another range or attach"
                                    : "\"routes\": [{\"dst\": \"" + all + "\", \"priority\": 2000}]");
                    if (sharesGateway) {
                        continue;
                    }
                    PodRoute route = new PodRoute(Cidr.all(family), null, 0, 0, 2000, null, null);
                    AttachRequest advised =
                            new AttachRequest(second, Shape.of(mode), otherRange(family), List.of(route), 1400, null);
                    node.network().attach(advised, pod);
                    assertThat(node.network().check(advised, pod)).isEmpty();
                    node.network().detach(second);
                }
            }
        }
    }

    private static void refuses(TestNode node, AttachRequest request, NetworkNamespace pod, String... words)
            throws IOException {
        String before = TestNode.everything(pod);
        assertThatThrownBy(() -> node.network().attach(request, pod))
                .isInstanceOfSatisfying(
                        PodException.class, e -> assertThat(e.kind()).isEqualTo(PodException.Kind.CONFLICT))
                .hasMessageContainingAll(words);
        assertThat(TestNode.everything(pod)).isEqualTo(before);
    }

    private static List<PodAddress> otherRange(IpFamily family) {
        return List.of(
                family == IpFamily.IPV4
                        ? new PodAddress(InterfaceAddress.parse("10.201.0.8/24"), IpAddress.parse("10.201.0.1"))
                        : new PodAddress(InterfaceAddress.parse("fd00:2::8/64"), IpAddress.parse("fd00:2::1")));
    }

    @Test
    void checkSaysWhatDiffers() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            AttachRequest asked = request(A, Shape.of(AttachMode.ROUTED), 7);
            Attached attached = node.network().attach(asked, pod);
            assertThat(node.network().check(asked, pod)).isEmpty();
            String host = attached.host().name();
            TestNode.run(pod, "ip", "route", "del", "default");
            TestNode.run(pod, "ip", "address", "del", "fd00:1::7/128", "dev", "eth0");
            TestNode.run(pod, "ip", "link", "set", "eth0", "mtu", "1350");
            TestNode.run(pod, "ip", "neigh", "del", "169.254.1.1", "dev", "eth0");
            TestNode.run(node.namespace(), "ip", "route", "del", "10.200.0.7");
            assertThat(node.network().check(asked, pod))
                    .containsExactlyInAnyOrder(
                            "the node has no route 10.200.0.7/32 dev " + host + " proto 70",
                            "the pod's link eth0 has the MTU 1350: expected 1400",
                            "the pod's link eth0 has no address fd00:1::7/128",
                            "the pod has no route default via 169.254.1.1 dev eth0 proto 70",
                            "the pod has no permanent neighbour 169.254.1.1 at "
                                    + attached.host().mac() + " on eth0");
            TestNode.run(node.namespace(), "ip", "link", "del", host);
            assertThat(node.network().check(asked, pod))
                    .containsExactly("the node has no link " + host + " of this attachment");
        }
    }

    /** The node's range is another now, so that the prefix of the pod's gateway is no longer known. */
    @Test
    void aPodOfAnEarlierRangePassesCheck() throws Exception {
        try (TestNode node = TestNode.create()) {
            NetworkNamespace pod = node.pod();
            node.network().attach(request(A, Shape.of(AttachMode.BRIDGE), 7), pod);
            List<PodAddress> told = List.of(
                    new PodAddress(InterfaceAddress.parse("10.200.0.7/32"), IpAddress.parse("10.200.0.1")),
                    new PodAddress(InterfaceAddress.parse("fd00:1::7/128"), IpAddress.parse("fd00:1::1")));
            AttachRequest earlier = new AttachRequest(A, Shape.of(AttachMode.BRIDGE), told, List.of(), 1400, null);
            assertThat(node.network().check(earlier, pod)).isEmpty();
            node.network().close();
            TestNode.run(node.namespace(), "ip", "address", "del", "10.200.0.1/24", "dev", "flatnet0");
            assertThat(node.reopen(PodGuard.NONE).check(earlier, pod))
                    .containsExactly("the bridge flatnet0 has no address 10.200.0.1");
        }
    }

    static List<String> interfaces(NetworkNamespace namespace) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode link : JSON.readTree(TestNode.run(namespace, "ip", "-j", "link"))) {
            names.add(link.at("/ifname").asString());
        }
        return names;
    }

    private static JsonNode link(NetworkNamespace namespace, String name) throws IOException {
        return JSON.readTree(TestNode.run(namespace, "ip", "-j", "-d", "link", "show", name))
                .get(0);
    }

    private static List<String> addressesOf(NetworkNamespace namespace, String name) throws IOException {
        List<String> addresses = new ArrayList<>();
        for (JsonNode address : JSON.readTree(TestNode.run(namespace, "ip", "-j", "address", "show", name))
                .get(0)
                .at("/addr_info")) {
            if (address.at("/scope").asString().equals("global")) {
                addresses.add(address.at("/local").asString() + "/"
                        + address.at("/prefixlen").asInt());
            }
        }
        return addresses;
    }

    private static String setting(NetworkNamespace namespace, String key) throws IOException {
        return namespace.call(() -> Sysctl.read(key));
    }

    private static IpAddress address(Attached attached, IpFamily family) {
        return attached.addresses().stream()
                .filter(address -> address.family() == family)
                .findFirst()
                .orElseThrow()
                .address()
                .address();
    }

    /** Packets that the namespace has passed on as a router. */
    private static long forwarded(NetworkNamespace namespace) throws IOException {
        List<String> lines = TestNode.run(namespace, "cat", "/proc/net/snmp")
                .lines()
                .filter(line -> line.startsWith("Ip:"))
                .toList();
        int column = List.of(lines.getFirst().split(" ", -1)).indexOf("ForwDatagrams");
        return Long.parseLong(lines.get(1).split(" ", -1)[column]);
    }
}
