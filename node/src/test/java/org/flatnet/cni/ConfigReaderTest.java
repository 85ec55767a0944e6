package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Network configurations of every type: each option, each default, and what is refused with which code. */
class ConfigReaderTest {
    private static final String IPAM = "\"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.1.0.0/24\"}";
    private static final AddressRange RANGE = range("10.1.0.0/24", "10.1.0.1", "10.1.0.254", "10.1.0.1");

    @Test
    void flatnetNeedsNothingButAName() throws Exception {
        assertThat(Configs.read(CniCommand.ADD, "flatnet", "{\"name\": \"flatnet\"}"))
                .isEqualTo(new FlatnetConfig(new ConfigBasics(CniVersion.V0_1_0, "flatnet")));
    }

    @Test
    void flatnetTakesItsOptions() throws Exception {
        FlatnetConfig config = Configs.add(FlatnetConfig.class, "flatnet", """
                "type": "flatnet", "attach": "layer2", "mtu": 1400,
                "ranges": [[{"subnet": "10.1.0.0/24"}], [{"subnet": "fd00:1::/64", "rangeStart": "fd00:1::10",
                    "rangeEnd": "fd00:1::ff", "gateway": "fd00:1::5"}]],
                "routes": [{"dst": "10.96.0.0/12", "gw": "10.1.0.9", "mtu": 1300, "priority": 7, "table": 5}]""");
        assertThat(config.attach()).isEqualTo(AttachMode.LAYER2);
        assertThat(config.mtu()).isEqualTo(1400);
        assertThat(config.rangeSets())
                .containsExactly(
                        List.of(RANGE), List.of(range("fd00:1::/64", "fd00:1::10", "fd00:1::ff", "fd00:1::5")));
        assertThat(config.routes())
                .containsExactly(new CniResult.Route(
                        Cidr.parse("10.96.0.0/12"), IpAddress.parse("10.1.0.9"), 1300, 0, 7, 5, null));
    }

    @Test
    void bridgeHasTheDefaultsOfTheReference() throws Exception {
        BridgeConfig config = Configs.add(BridgeConfig.class, "bridge", "\"type\": \"bridge\"");
        assertThat(config)
                .isEqualTo(new BridgeConfig(
                        new ConfigBasics(CniVersion.V1_1_0, "net"),
                        "cni0",
                        false,
                        false,
                        false,
                        false,
                        0,
                        false,
                        false,
                        0,
                        List.of(),
                        true,
                        false,
                        false,
                        false,
                        false,
                        null));
    }

    @Test
    void bridgeTakesItsOptions() throws Exception {
        BridgeConfig config = Configs.add(BridgeConfig.class, "bridge", """
                "bridge": "mynet0", "isDefaultGateway": true, "forceAddress": true, "ipMasq": true,
                "ipMasqBackend": "iptables", "mtu": 1500, "hairpinMode": true, "enabledad": true, "portIsolation": true,
                "preserveDefaultVlan": false, "vlan": 0, "vlanTrunk": [], "macspoofchk": false,
""" + IPAM);
        assertThat(config.bridge()).isEqualTo("mynet0");
        assertThat(config.isGateway()).isTrue();
        assertThat(config.isDefaultGateway()).isTrue();
        assertThat(config.forceAddress()).isTrue();
        assertThat(config.masquerade()).isTrue();
        assertThat(config.mtu()).isEqualTo(1500);
        assertThat(config.hairpin()).isTrue();
        assertThat(config.promiscuous()).isFalse();
        assertThat(config.enableDad()).isTrue();
        assertThat(config.portIsolation()).isTrue();
        assertThat(config.preserveDefaultVlan()).isFalse();
        assertThat(config.ipam())
                .isEqualTo(new HostLocalIpam(List.of(List.of(RANGE)), List.of(), "/var/lib/cni/networks", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"hairpinMode\": true, \"promiscMode\": true | hairpinMode",
                "\"disableContainerInterface\": true, \"ipam\": {\"type\": \"host-local\", \"subnet\": \"10.1.0.0/24\"} | disableContainerInterface",
                "\"bridge\": \"a/b\" | a/b",
                "\"bridge\": \"sixteen-letters!\" | sixteen-letters!",
                "\"vlan\": 4095 | vlan in the network configuration is 4095: expected a whole number from 0 to 4094",
                "\"vlan\": -1 | -1",
                "\"vlan\": 1.5 | 1.5",
                "\"vlanTrunk\": [{\"minID\": 1}] | vlanTrunk[0].minID",
                "\"vlanTrunk\": [{\"minID\": 9, \"maxID\": 3}] | 9 to 3",
                "\"vlanTrunk\": [{}] | vlanTrunk",
                "\"mtu\": 67 | mtu",
                "\"mtu\": 65536 | mtu",
                "\"mtu\": -1 | mtu",
                "\"type\": \"ptp\" | \"ptp\": expected bridge",
                "\"ipam\": {\"type\": \"host-local\"} | ipam.ranges",
            })
    void bridgeRefusesWhatCannotBe(String keys, String why) {
        refused(CniCode.INVALID_CONFIG, "bridge", keys).withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bridge   | \"isGatway\": true           | isGatway = true: did you mean isGateway?",
                "bridge   | \"vlan\": 5                  | vlan = 5: expected 0",
                "bridge   | \"vlanTrunk\": [{\"id\": 5}] | vlanTrunk = [{\"id\": 5}]: expected []",
                "bridge   | \"ipMasqBackend\": \"ebpf\"  | ipMasqBackend = \"ebpf\"",
                "bridge   | \"ipam\": {\"type\": \"dhcp\"} | ipam.type = \"dhcp\"",
                "bridge   | \"ipam\": {\"daemonSocketPath\": \"/s\"} | ipam.daemonSocketPath = \"/s\"",
                "flatnet  | \"ipam\": {\"type\": \"host-local\"} | ipam = {\"type\": \"host-local\"}",
                "flatnet  | \"atach\": \"bridge\"        | atach = \"bridge\": did you mean attach?",
                "flatnet  | \"ranges\": [[{\"subnet\": \"10.1.0.0/24\", \"end\": 1}]] | ranges[0][0].end = 1",
                "flatnet  | \"routes\": [{\"dst\": \"10.1.0.0/24\", \"via\": \"x\"}] | routes[0].via = \"x\"",
                "loopback | \"mtu\": 5                   | mtu = 5",
                "flatnet  | \"dns\": {\"nameserver\": []} | dns.nameserver = []: did you mean nameservers?",
                "bridge   | \"dns\": {\"servers\": [\"10.0.0.1\"]} | dns.servers = [\"10.0.0.1\"]",
                "portmap  | \"conditionsV4\": [\"!\"]    | conditionsV4 = [\"!\"]",
                "portmap  | \"externalSetMarkChain\": \"X\" | externalSetMarkChain = \"X\"",
                "portmap  | \"backend\": \"x\"           | backend = \"x\"",
            })
    void whatIsNotServedIsNamedWithItsValue(String calledAs, String keys, String named) {
        refused(CniCode.UNSUPPORTED_FIELD, calledAs, keys).withMessageContaining(named);
    }

    @Test
    void ptpTakesItsOptions() throws Exception {
        PtpConfig config = Configs.add(PtpConfig.class, "ptp", "\"ipMasq\": true, \"mtu\": 1400, " + IPAM);
        assertThat(config.masquerade()).isTrue();
        assertThat(config.mtu()).isEqualTo(1400);
        assertThat(config.ipam().rangeSets()).containsExactly(List.of(RANGE));
        refused(CniCode.INVALID_CONFIG, "ptp", "").withMessageContaining("ipam");
    }

    /** A list, and plugins as they stand in one. */
    @Test
    void theReferencesExamplesAreRead() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "cni.md"));
        List<String> examples = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(document)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(examples).hasSizeGreaterThan(2);
        for (String example : examples) {
            Matcher list =
                    Pattern.compile("\"plugins\": \\[(.*)\\]", Pattern.DOTALL).matcher(example);
            String plugin = list.find() ? list.group(1) : example;
            Matcher type = Pattern.compile("\\{\"type\": \"(\\w+)\"").matcher(plugin);
            assertThat(type.lookingAt()).as(example).isTrue();
            String keys = plugin.strip().replaceFirst("\\{", "").replaceFirst("\\}$", "");
            assertThat(Configs.add(NetworkConfig.class, type.group(1), keys)).isNotNull();
        }
    }

    @Test
    void portmapTakesItsOptions() throws Exception {
        assertThat(Configs.add(PortmapConfig.class, "portmap", ""))
                .isEqualTo(new PortmapConfig(new ConfigBasics(CniVersion.V1_1_0, "net"), true, false, null));
        PortmapConfig config = Configs.add(
                PortmapConfig.class,
                "portmap",
                "\"snat\": false, \"masqAll\": true, \"markMasqBit\": 13, \"backend\": \"nftables\"");
        assertThat(config.sourceNat()).isFalse();
        assertThat(config.masqueradeAll()).isTrue();
        assertThat(config.markMasqueradeBit()).isEqualTo(13);
    }

    @Test
    void hostLocalReadsTheConfigurationOfTheCallingPlugin() throws Exception {
        HostLocalConfig config = Configs.add(HostLocalConfig.class, "host-local", """
                "type": "macvlan", "master": "eth0", "ipam": {"type": "host-local", "dataDir": "/data",
                    "resolvConf": "/etc/resolv.conf", "subnet": "10.1.0.0/24", "rangeStart": "10.1.0.20",
                    "rangeEnd": "10.1.0.30", "gateway": "10.1.0.254",
                    "ranges": [[{"subnet": "10.2.0.0/24"}, {"subnet": "10.3.0.0/24"}], [{"subnet": "fd00::/64"}]],
                    "routes": [{"dst": "0.0.0.0/0"}]},
                "runtimeConfig": {"ipRanges": [[{"subnet": "10.9.0.0/30"}]]}""");
        assertThat(config.ipam())
                .isEqualTo(new HostLocalIpam(
                        List.of(
                                List.of(range("10.9.0.0/30", "10.9.0.1", "10.9.0.2", "10.9.0.1")),
                                List.of(range("10.1.0.0/24", "10.1.0.20", "10.1.0.30", "10.1.0.254")),
                                List.of(
                                        range("10.2.0.0/24", "10.2.0.1", "10.2.0.254", "10.2.0.1"),
                                        range("10.3.0.0/24", "10.3.0.1", "10.3.0.254", "10.3.0.1")),
                                List.of(range("fd00::/64", "fd00::1", "fd00::ffff:ffff:ffff:ffff", "fd00::1"))),
                        List.of(new CniResult.Route(Cidr.parse("0.0.0.0/0"), null)),
                        "/data",
                        "/etc/resolv.conf"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"subnet\": \"10.1.0.1/24\"                                     | the network is 10.1.0.0/24",
                "\"subnet\": \"10.1.0.0/31\"                                     | at most 30",
                "\"subnet\": \"fd00::/127\"                                      | at most 126",
                "\"subnet\": \"10.1.0.0/24\", \"rangeStart\": \"10.2.0.1\"       | not in the subnet",
                "\"subnet\": \"10.1.0.0/24\", \"rangeStart\": \"10.1.0.9\", \"rangeEnd\": \"10.1.0.8\" | lower address first",
                "\"subnet\": \"10.1.0.0/24\", \"gateway\": \"fd00::1\"           | not in the subnet",
                "\"subnet\": \"10.1.0.0/24\", \"rangeStart\": \"x\"              | x",
                "\"rangeStart\": \"10.1.0.9\"                                    | ipam.subnet",
                "\"ranges\": []                                                  | no range",
                "\"ranges\": [[]]                                                | set is empty",
                "\"ranges\": [[{}]]                                              | ipam.ranges[0][0].subnet",
                "\"ranges\": [[{\"subnet\": \"10.1.0.0/24\"}, {\"subnet\": \"fd00::/64\"}]]    | one family in a set",
                "\"ranges\": [[{\"subnet\": \"10.1.0.0/24\"}], [{\"subnet\": \"10.1.0.0/25\"}]] | overlaps",
                "\"subnet\": \"10.1.0.0/24\", \"dataDir\": \"data\"              | absolute path",
                "\"subnet\": \"10.1.0.0/24\", \"routes\": [{\"gw\": \"10.1.0.1\"}]  | ipam.routes[0].dst is missing",
                "\"subnet\": \"10.1.0.0/24\", \"routes\": [{\"dst\": \"10.1.0.1/8\"}] | the network is 10.0.0.0/8",
                "\"subnet\": \"10.1.0.0/24\", \"routes\": [{\"dst\": \"::/0\", \"gw\": \"10.1.0.1\"}] | not of the family",
                "\"subnet\": \"10.1.0.0/24\", \"routes\": [{\"dst\": \"::/0\", \"scope\": 256}] | from 0 to 255",
            })
    void hostLocalRefusesRangesThatCannotBe(String keys, String why) {
        refused(CniCode.INVALID_CONFIG, "host-local", "\"ipam\": {\"type\": \"host-local\", " + keys + "}")
                .withMessageContaining(why);
    }

    @Test
    void theFirstVersionsHaveOneAddressOfEachFamily() throws Exception {
        String ranges = "\"ranges\": [[{\"subnet\": \"10.1.0.0/24\"}], [{\"subnet\": \"10.2.0.0/24\"}]]";
        String config =
                "{\"cniVersion\": \"%s\", \"name\": \"n\", \"ipam\": {\"type\": \"host-local\", " + ranges + "}}";
        Configs.read(CniCommand.ADD, "host-local", config.formatted("0.3.0"));
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> Configs.read(CniCommand.ADD, "host-local", config.formatted("0.2.0")))
                .withMessageContaining("version 0.2.0 does not support more than one address of IPv4");
    }

    @ParameterizedTest
    @EnumSource(CniVersion.class)
    void allVersionsAreServed(CniVersion version) throws Exception {
        String json = "{\"cniVersion\": \"" + version + "\", \"name\": \"n\"}";
        assertThat(Configs.read(CniCommand.ADD, "flatnet", json).version()).isEqualTo(version);
        assertThat(Configs.read(CniCommand.DEL, "flatnet", json).version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.1", "1.0", "1.1", "1.2.0", "v1.0.0", "1.0.0 ", "2.0.0"})
    void otherVersionsAreNot(String version) {
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> Configs.read(
                        CniCommand.ADD, "flatnet", "{\"cniVersion\": \"" + version + "\", \"name\": \"n\"}"))
                .withMessageContaining("\"" + version + "\"")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INCOMPATIBLE_VERSION));
    }

    @ParameterizedTest
    @CsvSource({"CHECK, 0.3.1", "CHECK, 0.1.0", "GC, 1.0.0", "STATUS, 1.0.0", "STATUS, 0.4.0"})
    void commandsNeedTheVersionThatBroughtThem(CniCommand command, String version) {
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() ->
                        Configs.read(command, "flatnet", "{\"cniVersion\": \"" + version + "\", \"name\": \"n\"}"))
                .withMessageContaining(command + " exists since version")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INCOMPATIBLE_VERSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-n", "a b", "a/b", "ä", "a\\n"})
    void namesThatAreNotAllowedAreRefusedByEveryCommand(String name) {
        for (CniCommand command : Arrays.asList(CniCommand.ADD, CniCommand.DEL, CniCommand.GC, CniCommand.STATUS)) {
            assertThatExceptionOfType(CniException.class)
                    .isThrownBy(() ->
                            Configs.read(command, "flatnet", "{\"cniVersion\": \"1.1.0\", \"name\": \"" + name + "\"}"))
                    .withMessageContaining("name")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INVALID_CONFIG));
        }
    }

    @Test
    void onlyThePluginsOfThisHouseAreServed() {
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> Configs.read(CniCommand.ADD, "macvlan", "{\"name\": \"n\"}"))
                .withMessageContaining("\"macvlan\": expected one of flatnet, bridge")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INVALID_ENVIRONMENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mtu\": \"1500\"",
                "\"mtu\": true",
                "\"attach\": 5",
                "\"ranges\": {}",
                "\"ranges\": [{}]",
                "\"ranges\": [[5]]",
                "\"routes\": [\"0.0.0.0/0\"]",
                "\"dns\": []",
                "\"dns\": {\"nameservers\": [5]}",
                "\"dns\": {\"nameservers\": \"a\"}",
                "\"prevResult\": []",
                "\"runtimeConfig\": \"x\"",
                "\"args\": {\"cni\": {\"ips\": \"10.1.0.1\"}}",
                "\"cni.dev/valid-attachments\": {}",
            })
    void valuesOfTheWrongKindAreCode6(String keys) {
        refused(CniCode.DECODING, "flatnet", keys).withMessageContaining("expected");
    }

    @Test
    void nullIsAbsentAndKeysOfTheProtocolMeanNothingMore() throws Exception {
        FlatnetConfig config = Configs.add(FlatnetConfig.class, "flatnet", """
                "mtu": null, "attach": null, "ranges": null, "dns": null, "prevResult": null, "runtimeConfig": null,
                "args": {"cni": null, "labels": []}, "capabilities": {"portMappings": true},
                "cniVersions": ["1.0.0", "1.1.0"], "disableCheck": true, "disableGC": false, "cni.dev/attachments": []""");
        assertThat(config).isEqualTo(new FlatnetConfig(new ConfigBasics(CniVersion.V1_1_0, "net")));
    }

    @Test
    void capabilitiesAreRead() throws Exception {
        RuntimeConfig runtime = Configs.add(PortmapConfig.class, "portmap", """
                "runtimeConfig": {"portMappings": [{"hostPort": 8080, "containerPort": 80, "protocol": "TCP", "hostIP": ""},
                        {"hostPort": 53, "containerPort": 53, "protocol": "udp", "hostIP": "192.0.2.1"}],
                    "ipRanges": [[{"subnet": "10.9.0.0/24"}]],
                    "bandWidth": {"ingressRate": 1000, "ingressBurst": 18446744073709551615, "egressRate": 2000},
                    "dns": {"servers": ["10.96.0.10"], "searches": ["local"], "options": ["ndots:5"]},
                    "ips": ["10.9.0.5", "10.9.0.6/24"], "mac": "02:00:00:00:00:05", "cgroupPath": "/kubepods",
                    "aliases": ["web"], "infinibandGUID": "guid", "deviceID": "dev", "io.example.more": {"any": 1}}""").runtime();
        assertThat(runtime.portMappings())
                .containsExactly(
                        new PortMapping(8080, 80, PortMapping.Protocol.TCP, null),
                        new PortMapping(53, 53, PortMapping.Protocol.UDP, IpAddress.parse("192.0.2.1")));
        assertThat(runtime.ipRanges())
                .containsExactly(List.of(range("10.9.0.0/24", "10.9.0.1", "10.9.0.254", "10.9.0.1")));
        assertThat(runtime.bandwidth()).isEqualTo(new Bandwidth(1000, Long.MAX_VALUE, 2000, 0));
        assertThat(runtime.dns())
                .isEqualTo(new CniDns(List.of("10.96.0.10"), "", List.of("local"), List.of("ndots:5")));
        assertThat(runtime.addresses()).containsExactly(IpAddress.parse("10.9.0.5"), IpAddress.parse("10.9.0.6"));
        assertThat(runtime.mac()).isEqualTo(MacAddress.parse("02:00:00:00:00:05"));
        assertThat(runtime.cgroupPath()).isEqualTo("/kubepods");
        assertThat(runtime.aliases()).containsExactly("web");
        assertThat(runtime.infinibandGuid()).isEqualTo("guid");
        assertThat(runtime.deviceId()).isEqualTo("dev");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INVALID_CONFIG    | \"portMappings\": [{\"hostPort\": 0, \"containerPort\": 80}]",
                "INVALID_CONFIG    | \"portMappings\": [{\"hostPort\": 80, \"containerPort\": 65536}]",
                "INVALID_CONFIG    | \"portMappings\": [{\"containerPort\": 80}]",
                "UNSUPPORTED_FIELD | \"portMappings\": [{\"hostPort\": 1, \"containerPort\": 1, \"protocol\": \"icmp\"}]",
                "INVALID_CONFIG    | \"bandwidth\": {\"ingressRate\": -1}",
                "INVALID_CONFIG    | \"bandwidth\": {\"ingressRate\": 1.5}",
                "INVALID_CONFIG    | \"ips\": [\"10.1.0\"]",
                "INVALID_CONFIG    | \"mac\": \"ff:ff:ff:ff:ff:ff\"",
                "INVALID_CONFIG    | \"ipRanges\": [[{\"subnet\": \"10.1.0.1/24\"}]]",
            })
    void capabilitiesThatAreWrongAreRefused(CniCode code, String keys) {
        refused(code, "flatnet", "\"runtimeConfig\": {" + keys + "}").withMessageContaining("runtimeConfig.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"portMappings\": [{\"hostPort\": 80, \"containerPort\": 80}]",
                "\"bandwidth\": {\"egressRate\": 1000}",
                "\"aliases\": [\"web\"]",
                "\"infinibandGUID\": \"guid\"",
                "\"deviceID\": \"dev\"",
            })
    void capabilitiesThatNobodyWouldDoAreRefused(String keys) throws Exception {
        for (String type : List.of("flatnet", "bridge", "loopback")) {
            refused(CniCode.UNSUPPORTED_FIELD, type, "\"runtimeConfig\": {" + keys + "}")
                    .withMessageContaining("runtimeConfig." + keys.substring(1, keys.indexOf('"', 1)) + " = ");
        }
        Configs.add(HostLocalConfig.class, "host-local", IPAM + ", \"runtimeConfig\": {" + keys + "}");
    }

    @Test
    void aBandwidthWithoutLimitsAsksForNothing() throws Exception {
        Configs.add(
                FlatnetConfig.class,
                "flatnet",
                "\"runtimeConfig\": {\"bandwidth\": {\"ingressRate\": 0, \"ingressBurst\": 18446744073709551615}}");
    }

    @Test
    void theRuntimesNameServersGoBeforeTheConfigurations() throws Exception {
        FlatnetConfig config = Configs.add(FlatnetConfig.class, "flatnet", """
                "dns": {"nameservers": ["192.0.2.1"], "domain": "example.org"},
                "runtimeConfig": {"dns": {"servers": ["10.96.0.10"], "searches": ["local"], "options": ["ndots:5"]}}""");
        assertThat(config.basics().dns())
                .isEqualTo(new CniDns(List.of("10.96.0.10"), "example.org", List.of("local"), List.of("ndots:5")));
    }

    @Test
    void wishesOfAllThreePlacesAreHeard() throws Exception {
        FlatnetConfig config = Configs.add(FlatnetConfig.class, "flatnet", """
                "args": {"cni": {"ips": ["10.1.0.6", "10.1.0.5/24"], "mac": "02:00:00:00:00:02", "labels": [{"key": "a"}]}},
                "runtimeConfig": {"ips": ["fd00::7/64"], "mac": "02:00:00:00:00:03"}""");
        CniRequest request = request(config, "IP=10.1.0.5;MAC=02:00:00:00:00:01");
        assertThat(request.requestedAddresses())
                .containsExactly(IpAddress.parse("10.1.0.5"), IpAddress.parse("10.1.0.6"), IpAddress.parse("fd00::7"));
        assertThat(request.requestedMac()).isEqualTo(MacAddress.parse("02:00:00:00:00:03"));
        FlatnetConfig plain = Configs.add(FlatnetConfig.class, "flatnet", "");
        assertThat(request(plain, "MAC=02:00:00:00:00:01").requestedMac())
                .isEqualTo(MacAddress.parse("02:00:00:00:00:01"));
        assertThat(request(plain, "").requestedMac()).isNull();
    }

    @Test
    void checkNeedsThePreviousResult() throws Exception {
        String json = "{\"cniVersion\": \"1.0.0\", \"name\": \"n\"%s}";
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> Configs.read(CniCommand.CHECK, "flatnet", json.formatted("")))
                .withMessageContaining("prevResult")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INVALID_CONFIG));
        NetworkConfig config = Configs.read(
                CniCommand.CHECK,
                "flatnet",
                json.formatted(", \"prevResult\": {\"cniVersion\": \"1.0.0\", \"interfaces\": [{\"name\": \"eth0\", "
                        + "\"sandbox\": \"/n\"}], \"ips\": [{\"address\": \"10.1.0.5/24\", \"interface\": 0}]}"));
        assertThat(config.previousResult())
                .isEqualTo(new CniResult(
                        List.of(new CniResult.Interface("eth0", "", 0, "/n")),
                        List.of(new CniResult.Address(InterfaceAddress.parse("10.1.0.5/24"), null, 0)),
                        List.of(),
                        CniDns.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ips\": [{\"address\": \"10.1.0.5/24\", \"interface\": 0}]} | interface 0 of 0",
                "{\"ips\": [{\"address\": \"10.1.0.5\"}]}                      | prevResult.ips[0].address",
                "{\"ips\": [{}]}                                               | prevResult.ips[0].address is missing",
                "{\"ips\": [{\"address\": \"10.1.0.5/24\", \"interface\": -1}]} | -1",
                "{\"cniVersion\": \"3.0.0\"}                                   | prevResult.cniVersion",
                "{\"routes\": [{\"dst\": \"x\"}]}                              | prevResult.routes[0].dst",
            })
    void previousResultsThatAreWrongAreRefused(String result, String why) {
        refused(CniCode.INVALID_CONFIG, "flatnet", "\"prevResult\": " + result).withMessageContaining(why);
    }

    @Test
    void validAttachmentsAreTheNetworks() throws Exception {
        assertThat(
                        valid(
                                "[{\"containerID\": \"a\", \"ifname\": \"eth0\"}, {\"containerID\": \"b\", \"ifname\": \"net1\"}]"))
                .isEqualTo(Set.of(new AttachmentId("n", "a", "eth0"), new AttachmentId("n", "b", "net1")));
        assertThat(valid("null")).isEqualTo(Set.of());
        assertThat(valid("[]")).isEqualTo(Set.of());
        assertThat(Configs.read(CniCommand.GC, "flatnet", "{\"cniVersion\": \"1.1.0\", \"name\": \"n\"}")
                        .basics()
                        .validAttachments())
                .isNull();
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> valid("[{\"ifname\": \"eth0\"}]"))
                .withMessageContaining("containerID is missing");
    }

    private static Set<AttachmentId> valid(String json) throws CniException {
        NetworkConfig config = Configs.read(
                CniCommand.GC,
                "flatnet",
                "{\"cniVersion\": \"1.1.0\", \"name\": \"n\", \"cni.dev/valid-attachments\": " + json + "}");
        return Objects.requireNonNull(config.basics().validAttachments());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flatnet", "bridge", "ptp", "host-local", "loopback", "portmap"})
    void deleteIsNotCaughtByOptionsThatNoAddCouldHaveHad(String calledAs) throws Exception {
        for (String keys : List.of(
                "\"mtux\": 5",
                "\"mtu\": \"x\"",
                "\"ipam\": 5",
                "\"prevResult\": {\"ips\": [{}]}",
                "\"runtimeConfig\": {\"mac\": \"x\"}",
                "\"type\": \"other\"")) {
            NetworkConfig config = Configs.read(
                    CniCommand.DEL, calledAs, "{\"cniVersion\": \"1.0.0\", \"name\": \"n\", " + keys + "}");
            assertThat(config.name()).isEqualTo("n");
            assertThat(config.version()).isEqualTo(CniVersion.V1_0_0);
        }
    }

    @Test
    void everyTypeOfConfigurationHasAName() throws Exception {
        Set<Class<?>> read = new HashSet<>();
        for (String calledAs : List.of("flatnet", "bridge", "ptp", "host-local", "loopback", "portmap")) {
            String keys = Set.of("ptp", "host-local").contains(calledAs) ? IPAM : "";
            read.add(Configs.add(NetworkConfig.class, calledAs, keys).getClass());
        }
        assertThat(read).containsExactlyInAnyOrder(NetworkConfig.class.getPermittedSubclasses());
    }

    private static CniRequest request(NetworkConfig config, String arguments) throws CniException {
        return new CniRequest(
                CniCommand.DEL, "c1", null, "", "eth0", CniEnvironment.arguments(arguments), "flatnet", config);
    }

    private static AddressRange range(String subnet, String first, String last, String gateway) {
        return new AddressRange(
                Cidr.parse(subnet), IpAddress.parse(first), IpAddress.parse(last), IpAddress.parse(gateway));
    }

    private static ThrowableAssertAlternative<CniException> refused(CniCode code, String calledAs, String keys) {
        return assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> Configs.add(NetworkConfig.class, calledAs, keys))
                .satisfies(e -> assertThat(e.code()).as(e.message()).isEqualTo(code));
    }
}
