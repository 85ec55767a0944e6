package org.flatnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VtepMacTest {

    @Test
    void comesFromTheFirstIpv4Range() {
        assertThat(VtepMac.of(node("a", Map.of(), "10.200.1.0/24"))).hasToString("02:01:0a:c8:01:00");
        assertThat(VtepMac.of(node("a", Map.of(), "fd00::/64", "10.200.1.0/24")))
                .hasToString("02:01:0a:c8:01:00");
    }

    @Test
    void comesFromAHashWhereThereIsOnlyIpv6() {
        Set<MacAddress> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            MacAddress mac = Objects.requireNonNull(
                    VtepMac.of(node("a", Map.of(), "fd00:0:0:" + Integer.toHexString(i) + "::/64")));
            assertThat(mac.isMulticast()).isFalse();
            assertThat(mac.bits() >>> 40 & 2).as("locally administered").isEqualTo(2);
            assertThat(seen.add(mac)).isTrue();
        }
        // by Python's hashlib: every node, of every version, has to come to the same address
        assertThat(VtepMac.of(node("a", Map.of(), "fd00:0:0:1::/64"))).hasToString("56:8a:bb:07:dd:32");
    }

    @Test
    void isUnknownBeforeThereIsARange() {
        assertThat(VtepMac.of(node("a", Map.of()))).isNull();
    }

    @Test
    void isWhatFlannelAnnounced() {
        assertThat(VtepMac.of(node("a", flannel("{\"VNI\":1,\"VtepMAC\":\"7e:12:34:56:78:9a\"}"), "10.200.1.0/24")))
                .hasToString("7e:12:34:56:78:9a");
        assertThat(VtepMac.of(node("a", flannel("{\"x\":[{}],\"VtepMAC\":\"7e:12:34:56:78:9a\"}"))))
                .hasToString("7e:12:34:56:78:9a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{",
                "[]",
                "{\"VtepMAC\":5}",
                "{\"VtepMAC\":\"x\"}",
                "{\"VtepMAC\":\"01:00:00:00:00:00\"}",
                ""
            })
    void comesFromTheRangeWhereTheAnnotationSaysNothing(String data) {
        assertThat(VtepMac.of(node("a", flannel(data), "10.200.1.0/24"))).hasToString("02:01:0a:c8:01:00");
    }

    @Test
    void leavesOtherBackendsAlone() {
        Map<String, String> hostGateway = Map.of(
                NodeAnnotations.FLANNEL_BACKEND_TYPE,
                "host-gw",
                NodeAnnotations.FLANNEL_BACKEND_DATA,
                "{\"VtepMAC\":\"7e:12:34:56:78:9a\"}");
        assertThat(VtepMac.of(node("a", hostGateway, "10.200.1.0/24"))).hasToString("02:01:0a:c8:01:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "",
                "5",
                "{\"VtepMAC\":5}",
                "{\"VtepMAC\":\"x\"}",
                "{\"VtepMAC\":\"00:00:00:00:00:00\"}"
            })
    void saysWhatIsWrongWithAnAnnotation(String data) {
        assertThatThrownBy(() -> VtepMac.readFlannelData(data)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesNodesThatShareAnAddress() {
        ClusterNode derived = node("b", Map.of(), "10.200.1.0/24");
        ClusterNode announced = node("a", flannel("{\"VtepMAC\":\"02:01:0a:c8:01:00\"}"), "10.200.2.0/24");
        ClusterNode other = node("c", Map.of(), "10.200.3.0/24");
        ClusterNode none = node("d", Map.of());
        assertThat(VtepMac.duplicates(Cluster.of(List.of(derived, announced, other, none))))
                .containsExactly(Map.entry(MacAddress.parse("02:01:0a:c8:01:00"), List.of("a", "b")));
    }

    private static Map<String, String> flannel(String data) {
        return Map.of(NodeAnnotations.FLANNEL_BACKEND_TYPE, "vxlan", NodeAnnotations.FLANNEL_BACKEND_DATA, data);
    }

    private static ClusterNode node(String name, Map<String, String> annotations, String... ranges) {
        return new ClusterNode(
                name, "", List.of(), Stream.of(ranges).map(Cidr::parse).toList(), annotations);
    }
}
