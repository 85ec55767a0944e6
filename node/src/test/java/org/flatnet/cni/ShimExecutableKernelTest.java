package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server and the real executable understand each other. */
@Tag("kernel")
class ShimExecutableKernelTest {
    private static final String CONFIG = "{\"cniVersion\": \"1.0.0\", \"name\": \"flatnet\", \"type\": \"flatnet\"}";

    @TempDir
    private static Path root;

    private static Path executable;
    private final ScriptedHandler handler = new ScriptedHandler();
    private NetworkNamespace own;
    private Path podPath;
    private NetworkNamespace pod;
    private CniServer server;

    /** What came of running the executable. */
    private record Outcome(int exitCode, String output, String error) {}

    @BeforeAll
    static void compile() throws Exception {
        executable = root.resolve("opt/cni/bin/flatnet");
        Files.createDirectories(executable.resolveSibling(""));
        Path source = Path.of("../shim/flatnet-cni.c").toRealPath();
        Process compiler = new ProcessBuilder("cc", "-O2", "-o", executable.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
    }

    @BeforeEach
    void start() throws IOException {
        own = NetworkNamespace.current();
        podPath = root.resolve("pod");
        pod = NetworkNamespace.createNamed(podPath);
        server = CniServer.start(
                root.resolve("run/flatnet/cni.sock"), own.id(), handler, CniObserver.NONE, new Vitals());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        pod.close();
        NetworkNamespace.removeNamed(podPath);
        own.close();
    }

    @AfterAll
    static void remove() throws IOException {
        Files.delete(executable);
    }

    @Test
    void addAndDelete() throws Exception {
        handler.script = request -> request.command() == CniCommand.ADD
                ? new CniResult(
                        List.of(new CniResult.Interface("eth0", "", 1500, request.namespacePath())),
                        List.of(new CniResult.Address(InterfaceAddress.parse("10.200.0.7/24"), null, 0)),
                        List.of(),
                        CniDns.NONE)
                : CniResult.EMPTY;
        assertThat(run("ADD", podPath.toString(), CONFIG))
                .isEqualTo(new Outcome(
                        0,
                        "{\"cniVersion\":\"1.0.0\",\"interfaces\":[{\"name\":\"eth0\",\"sandbox\":\"" + podPath
                                + "\"}],\"ips\":[{\"interface\":0,\"address\":\"10.200.0.7/24\"}],\"dns\":{}}",
                        ""));
        CniRequest added = handler.requests.getFirst();
        assertThat(added.requireNamespace().id()).isEqualTo(pod.id());
        assertThat(added.calledAs()).isEqualTo("flatnet");
        assertThat(added.arguments().podName()).isEqualTo("web-0");
        assertThat(run("DEL", podPath.toString(), CONFIG)).isEqualTo(new Outcome(0, "", ""));
        assertThat(run("DEL", "", CONFIG)).isEqualTo(new Outcome(0, "", ""));
        assertThat(run("DEL", root.resolve("gone").toString(), CONFIG)).isEqualTo(new Outcome(0, "", ""));
        assertThat(handler.requests.getLast().namespace()).isNull();
    }

    @Test
    void errorsReachTheRuntime() throws Exception {
        Outcome noPath = run("ADD", root.resolve("gone").toString(), CONFIG);
        assertThat(noPath.exitCode()).isOne();
        assertThat(noPath.output()).contains("\"cniVersion\":\"1.0.0\"").contains("\"code\":8");
        assertThat(run("ADD", "/proc/self/ns/net", CONFIG).output()).contains("\"code\":8");
        assertThat(run("ADD", "/dev/null", CONFIG).output()).contains("\"code\":8");
        assertThat(run("STATUS", "", CONFIG).output()).contains("\"code\":1,");
        assertThat(run("ADD", podPath.toString(), CONFIG.replace("flatnet\"}", "x\"}"))
                        .output())
                .contains("\"code\":7");
        assertThat(run("ADD", podPath.toString(), "{").output()).contains("\"code\":6");
        assertThat(run("ADD", "", CONFIG).output())
                .contains("\"code\":4")
                .contains("required env variables [CNI_NETNS] missing");
        assertThat(run("ADD", podPath.toString(), "{\"x\": \"" + "x".repeat(1_000_000) + "\"}")
                        .output())
                .contains("\"code\":6");
        assertThat(handler.requests).isEmpty();
    }

    private static Outcome run(String command, String namespace, String config)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(executable.toString());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(Map.of(
                "CNI_COMMAND",
                command,
                "CNI_CONTAINERID",
                "c1",
                "CNI_IFNAME",
                "eth0",
                "CNI_PATH",
                "/opt/cni/bin",
                "CNI_NETNS",
                namespace,
                "CNI_ARGS",
                "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-0"));
        Process process = builder.start();
        try (var input = process.getOutputStream()) {
            input.write(config.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output, error);
    }
}
