package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Results: written as each version has them, and read back. The texts are the reference library's, less what it leaks. */
class ResultTest {
    private static final CniResult RESULT = new CniResult(
            List.of(
                    new CniResult.Interface("fn0", "02:00:00:00:00:01", 1450, ""),
                    new CniResult.Interface("eth0", "02:00:00:00:00:02", 1450, "/run/netns/a", "/s", "0000:00:01.0")),
            List.of(
                    address("10.200.0.7/24", "10.200.0.1"),
                    new CniResult.Address(InterfaceAddress.parse("10.200.1.7/24"), null, 1),
                    address("fd00:1::7/64", "fd00:1::1")),
            List.of(
                    new CniResult.Route(Cidr.parse("0.0.0.0/0"), null),
                    new CniResult.Route(
                            Cidr.parse("10.0.0.0/8"), IpAddress.parse("10.200.0.1"), 1400, 1360, 5, 100, 253),
                    new CniResult.Route(Cidr.parse("::/0"), IpAddress.parse("fd00:1::1"))),
            new CniDns(List.of("10.96.0.10"), "local", List.of("a.local", "local"), List.of("ndots:5")));
    private static final String DNS = "\"dns\":{\"nameservers\":[\"10.96.0.10\"],\"domain\":\"local\","
            + "\"search\":[\"a.local\",\"local\"],\"options\":[\"ndots:5\"]}}";

    @ParameterizedTest
    @EnumSource(
            value = CniVersion.class,
            names = {"V0_1_0", "V0_2_0"})
    void theFirstVersionsHaveOneAddressOfEachFamily(CniVersion version) {
        assertThat(written(RESULT, version))
                .isEqualTo("{\"cniVersion\":\"" + version + "\",\"ip4\":{\"ip\":\"10.200.0.7/24\","
                        + "\"gateway\":\"10.200.0.1\",\"routes\":[{\"dst\":\"0.0.0.0/0\"},"
                        + "{\"dst\":\"10.0.0.0/8\",\"gw\":\"10.200.0.1\"}]},"
                        + "\"ip6\":{\"ip\":\"fd00:1::7/64\",\"gateway\":\"fd00:1::1\","
                        + "\"routes\":[{\"dst\":\"::/0\",\"gw\":\"fd00:1::1\"}]}," + DNS);
    }

    @ParameterizedTest
    @CsvSource({"V0_3_0, true", "V0_3_1, true", "V0_4_0, true", "V1_0_0, false"})
    void theMiddleVersionsHaveLists(CniVersion version, boolean saysFamily) {
        String four = saysFamily ? "\"version\":\"4\"," : "";
        String six = saysFamily ? "\"version\":\"6\"," : "";
        assertThat(written(RESULT, version))
                .isEqualTo("{\"cniVersion\":\"" + version + "\",\"interfaces\":["
                        + "{\"name\":\"fn0\",\"mac\":\"02:00:00:00:00:01\"},"
                        + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\",\"sandbox\":\"/run/netns/a\"}],"
                        + "\"ips\":[{" + four
                        + "\"interface\":1,\"address\":\"10.200.0.7/24\",\"gateway\":\"10.200.0.1\"}," + "{" + four
                        + "\"interface\":1,\"address\":\"10.200.1.7/24\"}," + "{" + six
                        + "\"interface\":1,\"address\":\"fd00:1::7/64\",\"gateway\":\"fd00:1::1\"}],"
                        + "\"routes\":[{\"dst\":\"0.0.0.0/0\"},{\"dst\":\"10.0.0.0/8\",\"gw\":\"10.200.0.1\"},"
                        + "{\"dst\":\"::/0\",\"gw\":\"fd00:1::1\"}]," + DNS);
    }

    @Test
    void theLatestVersionHasAll() {
        assertThat(written(RESULT, CniVersion.V1_1_0))
                .isEqualTo("{\"cniVersion\":\"1.1.0\",\"interfaces\":["
                        + "{\"name\":\"fn0\",\"mac\":\"02:00:00:00:00:01\",\"mtu\":1450},"
                        + "{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:02\",\"mtu\":1450,\"sandbox\":\"/run/netns/a\","
                        + "\"socketPath\":\"/s\",\"pciID\":\"0000:00:01.0\"}],"
                        + "\"ips\":[{\"interface\":1,\"address\":\"10.200.0.7/24\",\"gateway\":\"10.200.0.1\"},"
                        + "{\"interface\":1,\"address\":\"10.200.1.7/24\"},"
                        + "{\"interface\":1,\"address\":\"fd00:1::7/64\",\"gateway\":\"fd00:1::1\"}],"
                        + "\"routes\":[{\"dst\":\"0.0.0.0/0\"},{\"dst\":\"10.0.0.0/8\",\"gw\":\"10.200.0.1\","
                        + "\"mtu\":1400,\"advmss\":1360,\"priority\":5,\"table\":100,\"scope\":253},"
                        + "{\"dst\":\"::/0\",\"gw\":\"fd00:1::1\"}]," + DNS);
    }

    @ParameterizedTest
    @EnumSource(CniVersion.class)
    void anEmptyResultHasItsVersion(CniVersion version) {
        assertThat(written(CniResult.EMPTY, version)).isEqualTo("{\"cniVersion\":\"" + version + "\",\"dns\":{}}");
    }

    @Test
    void anAddressIsOnAnInterfaceThatIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CniResult(
                        List.of(), List.of(address("10.200.0.7/24", "10.200.0.1")), List.of(), CniDns.NONE))
                .withMessageContaining("interface 1 of 0");
    }

    @Test
    void anErrorSaysVersionCodeAndMessage() {
        CniException error = new CniException(CniCode.TRY_AGAIN_LATER, "no \"address\"\nleft", "10.200.0.0/24");
        assertThat(new String(ResultWriter.error(error, CniVersion.V0_4_0), StandardCharsets.UTF_8))
                .isEqualTo("{\"cniVersion\":\"0.4.0\",\"code\":11,\"msg\":\"no \\\"address\\\"\\nleft\","
                        + "\"details\":\"10.200.0.0/24\"}");
    }

    @Test
    void allVersionsAreAnswered() {
        assertThat(new String(ResultWriter.versions(), StandardCharsets.UTF_8))
                .isEqualTo("{\"cniVersion\":\"1.1.0\",\"supportedVersions\":"
                        + "[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}");
    }

    @Property(tries = 300)
    void whatIsWrittenReadsBackAsFarAsTheVersionGoes(
            @ForAll("results") CniResult result, @ForAll CniVersion version, @ForAll boolean saysVersion)
            throws CniException {
        Json.Members json = JsonReader.read(ResultWriter.result(result, version));
        ConfigSection section = ConfigSection.root(json);
        // The version may stand in the result itself or only in the configuration around it.
        CniVersion around = saysVersion ? CniVersion.V1_1_0 : version;
        assertThat(ResultReader.read(section, around)).isEqualTo(withoutWhatIsNewerThan(result, version));
    }

    /** What the version has a place for, computed the plain way. */
    private static CniResult withoutWhatIsNewerThan(CniResult result, CniVersion version) {
        boolean latest = version.isAtLeast(CniVersion.V1_1_0);
        List<CniResult.Route> routes = result.routes().stream()
                .map(route -> latest ? route : new CniResult.Route(route.destination(), route.gateway()))
                .toList();
        if (version.isAtLeast(CniVersion.V0_3_0)) {
            List<CniResult.Interface> interfaces = result.interfaces().stream()
                    .map(link -> latest ? link : new CniResult.Interface(link.name(), link.mac(), 0, link.sandbox()))
                    .toList();
            return new CniResult(interfaces, result.addresses(), routes, result.dns());
        }
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        List<CniResult.Address> addresses = result.addresses().stream()
                .filter(address -> families.add(address.address().family()))
                .map(address -> new CniResult.Address(address.address(), address.gateway(), null))
                .sorted((a, b) -> a.address().family().compareTo(b.address().family()))
                .toList();
        List<CniResult.Route> kept = routes.stream()
                .filter(route -> families.contains(route.destination().family()))
                .sorted((a, b) ->
                        a.destination().family().compareTo(b.destination().family()))
                .collect(Collectors.toList());
        return new CniResult(List.of(), addresses, kept, result.dns());
    }

    @Provide
    Arbitrary<CniResult> results() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12).filter(ResultTest::isWellFormed);
        Arbitrary<IpAddress> address = Combinators.combine(
                        Arbitraries.of(IpFamily.class), Arbitraries.longs(), Arbitraries.longs())
                .as((family, high, low) ->
                        family == IpFamily.IPV4 ? IpAddress.ofIpv4(low.intValue()) : new IpAddress(family, high, low));
        Arbitrary<Integer> number = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<CniResult.Interface> link =
                Combinators.combine(text, text, number, text, text, text).as(CniResult.Interface::new);
        Arbitrary<CniResult.Route> route = Combinators.combine(
                        address,
                        Arbitraries.integers().between(0, 32),
                        address.injectNull(0.5),
                        number,
                        number,
                        number,
                        number.injectNull(0.5),
                        Arbitraries.integers().between(0, 255).injectNull(0.5))
                .as((destination, length, gateway, mtu, advmss, priority, table, scope) -> new CniResult.Route(
                        Cidr.around(destination, length), gateway, mtu, advmss, priority, table, scope));
        Arbitrary<CniDns> dns = Combinators.combine(
                        text.list().ofMaxSize(3),
                        text,
                        text.list().ofMaxSize(3),
                        text.list().ofMaxSize(3))
                .as(CniDns::new);
        return link.list().ofMaxSize(4).flatMap(links -> {
            Arbitrary<@Nullable Integer> index = links.isEmpty()
                    ? Arbitraries.just(0).injectNull(1)
                    : Arbitraries.integers().between(0, links.size() - 1).injectNull(0.3);
            Arbitrary<CniResult.Address> own = Combinators.combine(
                            address, Arbitraries.integers().between(0, 32), address.injectNull(0.5), index)
                    .as((one, length, gateway, on) ->
                            new CniResult.Address(new InterfaceAddress(one, length), gateway, on));
            return Combinators.combine(own.list().ofMaxSize(4), route.list().ofMaxSize(4), dns)
                    .as((addresses, routes, servers) -> new CniResult(links, addresses, routes, servers));
        });
    }

    private static boolean isWellFormed(String text) {
        return text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    private static CniResult.Address address(String address, String gateway) {
        return new CniResult.Address(InterfaceAddress.parse(address), IpAddress.parse(gateway), 1);
    }

    private static String written(CniResult result, CniVersion version) {
        return new String(ResultWriter.result(result, version), StandardCharsets.UTF_8);
    }
}
