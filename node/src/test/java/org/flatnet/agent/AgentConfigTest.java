package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class AgentConfigTest {
    private static final Map<String, String> NEEDED = Map.of("node", "worker-0", "manifests", "/etc/manifests");

    @TempDir
    private @Nullable Path folder;

    private Path file = Path.of("unset");

    @BeforeEach
    void nameTheFile() {
        file = Objects.requireNonNull(folder).resolve("flatnet.yaml");
    }

    @Test
    void hasDefaults() throws ConfigException {
        AgentConfig config = AgentConfig.load(null, NEEDED);
        assertThat(config)
                .isEqualTo(new AgentConfig(
                        "worker-0",
                        Path.of("/etc/manifests"),
                        null,
                        Path.of("/"),
                        FabricMode.NATIVE,
                        AttachMode.BRIDGE,
                        0,
                        List.of(),
                        1,
                        8472,
                        true,
                        Endpoint.parse("127.0.0.1:9765"),
                        Level.INFO,
                        List.of(),
                        null));
    }

    @Test
    void readsEverySettingFromTheFile() throws ConfigException, IOException {
        Files.writeString(file, """
                node: worker-0
                kubeconfig: /etc/kubeconfig
                root: /srv/root
                mode: cross-subnet
                attach: routed
                mtu: 1400
                clusterCIDRs: [10.200.0.0/16, "fd00:1::/48"]
                vxlanID: 7
                vxlanPort: 4789
                masquerade: off
                metricsAddress: off
                logLevel: debug
                nodeAddresses: 10.0.1.20
                interface: eth1
                """);
        assertThat(Files.readAllLines(file)).hasSize(AgentConfig.settings().size() - 1); // all but manifests
        assertThat(AgentConfig.load(file, Map.of()))
                .isEqualTo(new AgentConfig(
                        "worker-0",
                        null,
                        Path.of("/etc/kubeconfig"),
                        Path.of("/srv/root"),
                        FabricMode.CROSS_SUBNET,
                        AttachMode.ROUTED,
                        1400,
                        List.of(Cidr.parse("10.200.0.0/16"), Cidr.parse("fd00:1::/48")),
                        7,
                        4789,
                        false,
                        null,
                        Level.DEBUG,
                        List.of(IpAddress.parse("10.0.1.20")),
                        "eth1"));
    }

    @Test
    void prefersFlagsToTheFile() throws ConfigException, IOException {
        Files.writeString(file, "node: a\nmode: vxlan\nmtu: 1400\nmanifests: /m\n");
        AgentConfig config = AgentConfig.load(
                file, Map.of("node", "b", "mtu", "0", "clusterCIDRs", "10.0.0.0/8,fd00::/8", "masquerade", "false"));
        assertThat(config.node()).isEqualTo("b");
        assertThat(config.mode()).isEqualTo(FabricMode.VXLAN);
        assertThat(config.mtu()).isZero();
        assertThat(config.clusterCidrs()).hasSize(2);
        assertThat(config.masquerade()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Mode: vxlan' | :1:1: | \"Mode\" is not a setting; the nearest is \"mode\"",
                "'mtu: 0\nclusterCIDR: 10.0.0.0/8' | :2:1: | the nearest is \"clusterCIDRs\"",
                "'vxlan-port: 1' | :1:1: | the nearest is \"vxlanPort\"",
                "'mode: overlay' | :1:7: | expected one of native, cloud, vxlan, cross-subnet",
                "'mode: [vxlan]' | :1:7: | expected a text (native|cloud|vxlan|cross-subnet), found a list",
                "'mtu: large' | :1:6: | expected a whole number (0|BYTES), found the text \"large\"",
                "'mtu: \"1400\"' | :1:6: | expected a whole number",
                "'mtu: 99' | :1:6: | 99 is out of range: expected 576 to 65535",
                "'mtu: -1' | :1:6: | is not a whole number",
                "'vxlanID: 16777216' | :1:10: | expected 1 to 16777215",
                "'vxlanPort: 0' | :1:12: | expected 1 to 65535",
                "'masquerade: maybe' | :1:13: | neither true nor false",
                "'masquerade: \"true\"' | :1:13: | expected true or false",
                "'clusterCIDRs: [10.200.0.1/16]' | :1:15: | the network is 10.200.0.0/16",
                "'clusterCIDRs: [5]' | :1:16: | expected texts, found the number 5",
                "'metricsAddress: 127.0.0.1' | :1:17: | has no port",
                "'metricsAddress: 127.0.0.1:70000' | :1:17: | expected 1 to 65535",
                "'metricsAddress: \"::1:80\"' | :1:17: | brackets",
                "'logLevel: loud' | :1:11: | expected one of error, warn, info, debug, trace",
                "'node: Worker' | :1:7: | is not a node's name",
                "'node: 7' | :1:7: | expected a text (NAME), found the number 7",
                "'interface: a/b' | :1:12: | cannot name a link",
                "'nodeAddresses: 127.0.0.1' | :1:16: | cannot be a node's address",
                "'mtu: 1\nmtu: 2' | :2:1: | is there twice",
                "'- mtu' | :1:1: | expected settings as key: value",
                "'mtu: 0\n---\nmtu: 0' | :3:1: | a second document",
                "'mtu: [' | :1:7: | not YAML",
            })
    void saysWhatIsWrongInTheFileAndWhere(String text, String place, String reason) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> AgentConfig.load(file, NEEDED))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + place)
                .hasMessageContaining(reason);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() throws IOException {
        Files.writeString(file, "mtu: x\nmoed: vxlan\n");
        assertThatThrownBy(() -> AgentConfig.load(file, Map.of("vxlanID", "0", "attac", "bridge")))
                .hasMessageContaining(":1:6: mtu")
                .hasMessageContaining(":2:1: \"moed\" is not a setting; the nearest is \"mode\"")
                .hasMessageContaining("--vxlanID: 0 is out of range")
                .hasMessageContaining("--attac: there is no such setting; the nearest is --attach");
    }

    @Test
    void needsANodeAndOneSource() {
        assertThatThrownBy(() -> AgentConfig.load(null, Map.of("manifests", "/m")))
                .hasMessageContaining("node is missing");
        assertThatThrownBy(() -> AgentConfig.load(null, Map.of("node", "a"))).hasMessageContaining("neither manifests");
        assertThatThrownBy(() -> AgentConfig.load(null, Map.of("node", "a", "manifests", "/m", "kubeconfig", "/k")))
                .hasMessageContaining("both manifests");
        assertThatThrownBy(() -> AgentConfig.load(file, NEEDED)).hasMessageContaining("there is no such file");
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> AgentConfig.load(null, with("clusterCIDRs", "10.0.0.0/8,10.200.0.0/16")))
                .hasMessageContaining("10.0.0.0/8 and 10.200.0.0/16 overlap");
        assertThatThrownBy(() -> AgentConfig.load(null, with("nodeAddresses", "10.0.1.20,10.0.1.21")))
                .hasMessageContaining("at most one of each");
    }

    @Test
    void documentsEverySetting() throws ConfigException {
        assertThat(AgentConfig.settings()).extracting(Setting::key).doesNotHaveDuplicates();
        for (Setting<?> setting : AgentConfig.settings()) {
            assertThat(setting.documentation()).endsWith(".");
            assertThat(setting.form()).isNotBlank();
            if (!setting.byDefault().isEmpty()) {
                assertThat(AgentConfig.load(null, with(setting.key(), setting.byDefault())))
                        .as(setting.key())
                        .isEqualTo(AgentConfig.load(null, NEEDED));
            }
        }
    }

    @Property
    void findsTheNearestKey(
            @ForAll @IntRange(max = 1_000) int choice,
            @ForAll @IntRange(max = 20) int at,
            @ForAll @AlphaChars char letter) {
        String key = AgentConfig.settings()
                .get(choice % AgentConfig.settings().size())
                .key();
        int position = at % key.length();
        String typo = key.substring(0, position) + letter + letter + key.substring(position);
        if (key.length() > 5) {
            assertThat(SettingValues.nearest(typo)).isEqualTo(key);
        }
    }

    @Property
    void anyFileIsSettingsOrAProblem(@ForAll @Size(max = 60) byte[] bytes, @ForAll @StringLength(max = 20) String text)
            throws IOException {
        Path random = Files.createTempFile("settings", ".yaml");
        try {
            for (byte[] content : List.of(bytes, ("mtu: " + text).getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
                Files.write(random, content);
                try {
                    AgentConfig.load(random, Map.of("node", "a", "manifests", "/m", "metricsAddress", text));
                } catch (ConfigException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        } finally {
            Files.delete(random);
        }
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> flags = new java.util.HashMap<>(NEEDED);
        flags.put(key, value);
        return flags;
    }
}
