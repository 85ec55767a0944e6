package org.flatnet.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CNI executable, called as a runtime calls it, with an agent that does what an agent should not. */
@ParameterizedClass
@EnumSource(Build.class)
final class ShimTest {
    private static final String CONFIG = "{\"cniVersion\": \"1.0.0\", \"name\": \"pods\", \"type\": \"flatnet\"}";
    private static final int MEBIBYTE = 1 << 20;

    /** Compiled once for all tests. */
    private static final Map<Build, Path> COMPILED = new EnumMap<>(Build.class);

    @TempDir
    static Path compiledIn = Path.of("");

    @Parameter
    Build build = Build.SHIPPED;

    @TempDir
    Path root = Path.of("");

    private Caller caller = new Caller(build, root, root);

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        for (Build build : Build.values()) {
            Path executable = compiledIn.resolve(build.name());
            build.compile(executable);
            COMPILED.put(build, executable);
        }
    }

    @BeforeEach
    void install() throws IOException {
        caller = installIn(root);
    }

    private Caller installIn(Path folder) throws IOException {
        Path executable = Files.createDirectories(folder.resolve("opt/cni/bin")).resolve("flatnet");
        Files.copy(Objects.requireNonNull(COMPILED.get(build)), executable);
        executable.toFile().setExecutable(true);
        return new Caller(build, executable, Files.createDirectories(folder.resolve("scratch")));
    }

    private static Map<String, String> command(String command) {
        return Map.of(
                "CNI_COMMAND", command, "CNI_CONTAINERID", "abc", "CNI_IFNAME", "eth0", "CNI_PATH", "/opt/cni/bin");
    }

    /** Notes that an agent has served since boot, so that one that is away will come back. */
    private void noteServed() throws IOException {
        Files.createDirectories(root.resolve("run/flatnet"));
        Files.writeString(root.resolve("run/flatnet/served"), "");
    }

    private static void assertError(Caller.Result result, int code, String details) {
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.json().get("code").intValue()).as(result.toString()).isEqualTo(code);
        assertThat(result.json().get("msg").stringValue()).isNotEmpty();
        assertThat(result.json().get("details").stringValue()).contains(details);
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void versionsNeedNoAgent() throws Exception {
        Caller.Result result = caller.call(Map.of("CNI_COMMAND", "VERSION"), "");
        assertThat(result.exit()).isZero();
        assertThat(result.json().get("cniVersion").stringValue()).isEqualTo("1.1.0");
        assertThat(result.json().get("supportedVersions").valueStream().map(node -> node.stringValue()))
                .containsExactly("0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flatnet", "bridge"})
    void withoutCommandItSaysWhatItIs(String name) throws Exception {
        Caller named = name.equals("flatnet") ? caller : caller.named(name);
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("CNI_COMMAND", ""))) {
            Caller.Result result = named.call(environment, "");
            assertThat(result.exit()).isZero();
            assertThat(result.output()).isEmpty();
            assertThat(result.errors())
                    .startsWith("CNI plugin " + name + " of Flatnet")
                    .endsWith("\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bridge", "ptp", "host-local", "loopback", "portmap"})
    void theAgentLearnsTheNameThatItWasCalledBy(String name) throws Exception {
        try (FakeAgent agent = FakeAgent.start(root, FakeAgent.answering(0, "", ""))) {
            assertThat(caller.named(name).call(command("DEL"), CONFIG).exit()).isZero();
            assertThat(agent.request().environment()).contains("FLATNET_CALLED_AS=" + name);
        }
    }

    @Test
    void theFolderOfServedNamesBelongsToTheSameRoot() throws Exception {
        Path folder = Files.createDirectories(root.resolve("opt/flatnet/bin"));
        Path bridge = Files.copy(caller.executable(), folder.resolve("bridge"));
        bridge.toFile().setExecutable(true);
        try (FakeAgent agent = FakeAgent.start(root, FakeAgent.answering(0, "", ""))) {
            Caller other = new Caller(build, bridge, caller.scratch());
            assertThat(other.call(command("DEL"), CONFIG).exit()).isZero();
            assertThat(agent.request().environment()).contains("FLATNET_CALLED_AS=bridge");
        }
    }

    @Test
    void theAgentGetsVariablesInputAndNamespaces() throws Exception {
        try (FakeAgent agent = FakeAgent.start(root, FakeAgent.answering(0, "", ""));
                NetworkNamespace own = NetworkNamespace.current();
                NetworkNamespace pod = NetworkNamespace.create()) {
            Map<String, String> environment = new HashMap<>(command("ADD"));
            environment.put(
                    "CNI_NETNS",
                    "/proc/" + ProcessHandle.current().pid() + "/fd/"
                            + pod.descriptor().number());
            environment.put("CNI_ARGS", "K8S_POD_NAME=ä");
            environment.put("OTHER_CNI_THING", "not for the agent");
            assertThat(caller.call(environment, CONFIG).exit()).isZero();
            FakeAgent.Request request = agent.request();
            assertThat(request.input()).isEqualTo(CONFIG);
            assertThat(request.namespaceState()).isEqualTo(1);
            assertThat(request.namespaces()).containsExactly(own.id(), pod.id());
            assertThat(request.environment())
                    .containsExactlyInAnyOrder(
                            "FLATNET_CALLED_AS=flatnet",
                            "CNI_COMMAND=ADD",
                            "CNI_CONTAINERID=abc",
                            "CNI_IFNAME=eth0",
                            "CNI_PATH=/opt/cni/bin",
                            "CNI_ARGS=K8S_POD_NAME=ä",
                            "CNI_NETNS=" + environment.get("CNI_NETNS"));
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "/nowhere/at/all, 1002", "/etc/passwd/x, 1020"})
    void aNamespaceThatCannotBeOpenedIsToldByItsError(String path, int state) throws Exception {
        try (FakeAgent agent = FakeAgent.start(root, FakeAgent.answering(0, "", ""));
                NetworkNamespace own = NetworkNamespace.current()) {
            Map<String, String> environment = new HashMap<>(command("DEL"));
            environment.put("CNI_NETNS", path);
            assertThat(caller.call(environment, CONFIG).exit()).isZero();
            FakeAgent.Request request = agent.request();
            assertThat(request.namespaceState()).isEqualTo(state);
            assertThat(request.namespaces()).containsExactly(own.id());
        }
    }

    @Test
    void theAnswerIsHandedOn() throws Exception {
        try (FakeAgent _ = FakeAgent.start(root, FakeAgent.answering(7, "{\"a\":1}", "said\nso\n"))) {
            assertThat(caller.call(command("ADD"), CONFIG)).isEqualTo(new Caller.Result(7, "{\"a\":1}", "said\nso\n"));
        }
    }

    @Test
    void anAnswerMayBeLargeAndComeInPieces() throws Exception {
        byte[] answer = FakeAgent.answer(0, "x".repeat(MEBIBYTE - 3), "end");
        try (FakeAgent _ = FakeAgent.start(
                root,
                FakeAgent.sending(
                        Arrays.copyOf(answer, 5),
                        Arrays.copyOfRange(answer, 5, 13),
                        Arrays.copyOfRange(answer, 13, answer.length)))) {
            Caller.Result result = caller.call(command("ADD"), CONFIG);
            assertThat(result.exit()).isZero();
            assertThat(result.output()).hasSize(MEBIBYTE - 3).matches("x+");
            assertThat(result.errors()).isEqualTo("end");
        }
    }

    @Test
    void anAnswerThatIsNoneIsAnError() throws Exception {
        byte[] longer = Arrays.copyOf(FakeAgent.answer(0, "{}", ""), 15);
        byte[] tooLarge =
                ByteBuffer.allocate(12).putInt(0).putInt(MEBIBYTE).putInt(1).array();
        byte[] overflowing =
                ByteBuffer.allocate(12).putInt(0).putInt(-1).putInt(2).array();
        byte[] noExitCode = FakeAgent.answer(256, "", "");
        for (byte[] bytes : List.of(longer, tooLarge, overflowing, noExitCode)) {
            try (FakeAgent _ = FakeAgent.start(root, FakeAgent.sending(bytes))) {
                assertError(caller.call(command("ADD"), CONFIG), 5, "another version");
            }
        }
    }

    @Test
    void theLargestInputPassesAndALargerOneDoesNot() throws Exception {
        try (FakeAgent agent = FakeAgent.start(root, FakeAgent.answering(0, "", ""))) {
            String largest = CONFIG + " ".repeat(MEBIBYTE - CONFIG.length());
            assertThat(caller.call(command("ADD"), largest).exit()).isZero();
            assertThat(agent.request().input()).isEqualTo(largest);
            assertError(caller.call(command("ADD"), largest + " "), 6, "1048576");
            assertThat(agent.requestsLeft()).isZero();
        }
    }

    @Test
    void tooLongAnEnvironmentIsAnError() throws Exception {
        Map<String, String> environment = new HashMap<>(command("ADD"));
        environment.put("CNI_ARGS", "a".repeat(64 << 10));
        assertError(caller.call(environment, CONFIG), 4, "65536");
    }

    @ParameterizedTest
    @CsvSource({"ADD, 11", "DEL, 11", "CHECK, 11", "GC, 11", "STATUS, 50"})
    void whereNoAgentHasServedNobodyWaits(String command, int code) throws Exception {
        Caller.Result result = caller.call(command(command), CONFIG);
        assertError(result, code, root + "/run/flatnet/cni.sock: there is none; no agent has served");
        // containerd takes these words in an error of DEL for a pod that is gone, and forgets it
        assertThat(result.output()).doesNotContainIgnoringCase("not found").doesNotContainIgnoringCase("no such file");
    }

    @ParameterizedTest
    @CsvSource({"ADD, 11, 30 s", "STATUS, 50, 10 s"})
    void anAgentThatIsAwayIsWaitedForNotForEver(String command, int code, String waited) throws Exception {
        noteServed();
        assertError(caller.call(command(command), CONFIG), code, "waited " + waited);
    }

    @Test
    void anAgentThatComesBackIsFound() throws Exception {
        noteServed();
        Caller.Running call = caller.start(command("ADD"), CONFIG);
        try (FakeAgent _ = FakeAgent.start(root, FakeAgent.answering(0, "{}", ""))) {
            assertThat(call.result()).isEqualTo(new Caller.Result(0, "{}", ""));
        }
    }

    @Test
    void theSocketOfADeadAgentIsReplacedByTheNextOne() throws Exception {
        noteServed();
        FakeAgent.start(root, FakeAgent.leaving()).close();
        Caller.Running call = caller.start(command("ADD"), CONFIG);
        try (FakeAgent _ = FakeAgent.start(root, FakeAgent.answering(0, "{}", ""))) {
            assertThat(call.result().output()).isEqualTo("{}");
        }
    }

    @Test
    void anAgentThatTakesNoAnswerFromItselfIsNotWaitedForForEver() throws Exception {
        try (FakeAgent _ = FakeAgent.start(root, FakeAgent.silent())) {
            assertError(caller.call(command("STATUS"), CONFIG), 50, "waited 10 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADD", "DEL", "STATUS"})
    void aRequestThatNobodyReadIsSentAgain(String command) throws Exception {
        noteServed();
        try (FakeAgent agent =
                FakeAgent.start(root, FakeAgent.leaving(), FakeAgent.leaving(), FakeAgent.answering(0, "{}", ""))) {
            assertThat(caller.call(command(command), CONFIG).output()).isEqualTo("{}");
            agent.request();
            assertThat(agent.requestsLeft()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEL", "CHECK", "GC", "STATUS"})
    void whatIsTheSameTwiceAsOnceIsAskedAgain(String command) throws Exception {
        noteServed();
        byte[] cut = Arrays.copyOf(FakeAgent.answer(0, "{}", ""), 13);
        try (FakeAgent _ =
                FakeAgent.start(root, FakeAgent.sending(), FakeAgent.sending(cut), FakeAgent.answering(0, "{}", ""))) {
            assertThat(caller.call(command(command), CONFIG).output()).isEqualTo("{}");
        }
    }

    @Test
    void anAddThatMayHaveBegunIsNotAskedAgain() throws Exception {
        noteServed();
        byte[] cut = Arrays.copyOf(FakeAgent.answer(0, "{}", ""), 13);
        for (FakeAgent.Behaviour ending : List.of(FakeAgent.sending(), FakeAgent.sending(cut))) {
            try (FakeAgent agent = FakeAgent.start(root, ending, FakeAgent.answering(0, "{}", ""))) {
                assertError(caller.call(command("ADD"), CONFIG), 11, "DEL");
                agent.request();
                assertThat(agent.requestsLeft()).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cniVersion\":\"0.4.0\"}| 0.4.0",
                "{\"name\":\"a\",\"cniVersion\" :\t \"0.3.1\"}| 0.3.1",
                "{\"cniVersion\":\"7.0.0\"}| 1.1.0",
                "{\"cniVersion\":\"1.0.0| 1.1.0",
                "{}| 1.1.0",
                "''| 1.1.0"
            })
    void itsOwnErrorsHaveTheVersionOfTheConfig(String config, String version) throws Exception {
        Caller.Result result = caller.call(command("ADD"), config);
        assertThat(result.json().get("cniVersion").stringValue()).isEqualTo(version);
    }

    @Test
    void aRootMayBeLongerThanTheNameOfASocket() throws Exception {
        Path deep = Files.createDirectories(root.resolve("d".repeat(200)).resolve("e\"\\\u00e9".repeat(20)));
        Caller deepCaller = installIn(deep);
        Path shortcut = Files.createSymbolicLink(root.resolve("short"), deep);
        try (FakeAgent _ = FakeAgent.start(shortcut, FakeAgent.answering(0, "{}", ""))) {
            assertThat(deepCaller.call(command("ADD"), CONFIG).output()).isEqualTo("{}");
        }
        assertError(deepCaller.call(command("ADD"), CONFIG), 11, "e\"\\");
    }
}
