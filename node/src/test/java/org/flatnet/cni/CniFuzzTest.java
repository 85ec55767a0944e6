package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Input that nobody means well with: nothing but a CNI error ever escapes, and every error can be told. */
class CniFuzzTest {
    private static final List<String> NAMES = List.of("flatnet", "bridge", "ptp", "host-local", "loopback", "portmap");
    private static final List<String> SEEDS = List.of("""
            {"cniVersion": "1.1.0", "name": "net", "type": "flatnet", "attach": "bridge", "mtu": 1400,
             "ranges": [[{"subnet": "10.1.0.0/24", "rangeStart": "10.1.0.9"}]], "routes": [{"dst": "0.0.0.0/0"}],
             "runtimeConfig": {"portMappings": [{"hostPort": 80, "containerPort": 80}], "mac": "02:00:00:00:00:01",
              "bandwidth": {"ingressBurst": 18446744073709551615}, "ips": ["10.1.0.9"]},
             "cni.dev/valid-attachments": [{"containerID": "a", "ifname": "eth0"}]}""", """
            {"cniVersion": "0.4.0", "name": "net", "bridge": "cni0", "isGateway": true, "vlanTrunk": [],
             "ipam": {"type": "host-local", "subnet": "fd00::/64", "ranges": [[{"subnet": "10.1.0.0/24"}]]},
             "prevResult": {"cniVersion": "0.4.0", "interfaces": [{"name": "eth0", "sandbox": "/n"}],
              "ips": [{"version": "4", "address": "10.1.0.5/24", "gateway": "10.1.0.1", "interface": 0}],
              "routes": [{"dst": "0.0.0.0/0", "gw": "10.1.0.1"}], "dns": {"nameservers": ["1.1.1.1"]}},
             "dns": {"search": ["a"]}, "args": {"cni": {"ips": ["10.1.0.5"]}}}""", """
            {"cniVersion": "0.2.0", "name": "net", "ipam": {"type": "host-local", "subnet": "10.1.0.0/24"},
             "prevResult": {"ip4": {"ip": "10.1.0.5/24", "routes": [{"dst": "0.0.0.0/0"}]}}}""");
    private static final List<String> MORSELS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "-1",
            "1e999999999",
            "99999999999999999999",
            "\\ud800",
            "\\u0000",
            "{}",
            "[]",
            "[[]]",
            "[{}]",
            "true",
            "\"\"",
            "0.5",
            "10.1.0.0/33",
            "::",
            "/",
            "\uFEFF",
            "ä",
            " ",
            "\n");

    @Property(tries = 5_000)
    void mutatedConfigurationsAreReadOrRefused(@ForAll long seed, @ForAll CniCommand command) {
        Random random = new Random(seed);
        byte[] config = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
        String calledAs = NAMES.get(random.nextInt(NAMES.size()));
        try {
            ConfigSection root = ConfigSection.root(JsonReader.read(config));
            NetworkConfig read = ConfigReader.read(root, ConfigReader.version(root), command, calledAs);
            CniResult previous = read.previousResult();
            if (previous != null) {
                assertThat(ResultWriter.result(previous, read.version())).isNotEmpty();
            }
        } catch (CniException e) {
            assertTellable(e);
        }
    }

    @Property(tries = 1_000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            JsonReader.read(bytes);
        } catch (CniException e) {
            assertTellable(e);
        }
    }

    @Property(tries = 1_000)
    void anyHeaderIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] request = ShimClient.request(
                ShimClient.variables(CniCommand.ADD, "flatnet"), random.nextInt(3), new byte[random.nextInt(50)]);
        for (int i = random.nextInt(4); i > 0; i--) {
            request[random.nextInt(request.length)] = (byte) random.nextInt();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(request);
            ShimRequest.Header header = ShimRequest.Header.read(bytes);
            assertThat(header.bodyBytes()).isBetween(0, (1 << 20) + (64 << 10));
            bytes.position(ShimRequest.HEADER_BYTES);
            if (bytes.remaining() == header.bodyBytes()) {
                ShimRequest.read(header, bytes, List.of()).close();
            }
        } catch (CniException e) {
            assertTellable(e);
        }
    }

    @Property(tries = 1_000)
    void anyArgumentsAreReadOrRefused(@ForAll String text, @ForAll long seed) {
        Random random = new Random(seed);
        for (String arguments : List.of(
                text,
                "IgnoreUnknown=1;" + text,
                new String(
                        mutate("IgnoreUnknown=1;IP=10.1.0.1;MAC=02:00:00:00:00:01;K8S_POD_NAME=a", random),
                        StandardCharsets.UTF_8))) {
            try {
                CniEnvironment.arguments(arguments);
            } catch (CniException e) {
                assertTellable(e);
            }
        }
    }

    private static void assertTellable(CniException error) {
        assertThat(error.code()).isNotEqualTo(CniCode.INTERNAL);
        assertThat(error.message().length()).isBetween(1, 1_500);
        assertThat(ResultWriter.error(error, CniVersion.LATEST)).isNotEmpty();
    }

    private static byte[] mutate(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            int to = Math.min(mutated.length(), at + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> mutated.insert(at, MORSELS.get(random.nextInt(MORSELS.size())));
                case 1 -> mutated.delete(at, to);
                case 2 -> mutated.insert(at, mutated.substring(at, to));
                default -> mutated.replace(at, to, MORSELS.get(random.nextInt(MORSELS.size())));
            }
        }
        byte[] bytes = mutated.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
