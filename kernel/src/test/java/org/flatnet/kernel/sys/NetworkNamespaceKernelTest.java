package org.flatnet.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces: who is in which, and that no thread but the visiting one ever moves. */
@Tag("kernel")
class NetworkNamespaceKernelTest {

    @Test
    void everyNewOneIsAnother() throws Exception {
        try (NetworkNamespace here = NetworkNamespace.current();
                NetworkNamespace one = NetworkNamespace.create();
                NetworkNamespace other = NetworkNamespace.create()) {
            assertThat(one.id()).isNotEqualTo(other.id()).isNotEqualTo(here.id());
            assertThat(one.call(() -> idOfThisThread())).isEqualTo(one.id());
            assertThat(idOfThisThread()).isEqualTo(here.id());
        }
    }

    @Test
    void programsStartedInsideAreBornInside() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            String link = namespace.call(() -> output("readlink", "/proc/self/ns/net"));
            assertThat(link).isEqualTo(namespace.id().toString());
        }
    }

    @Test
    void settingsAreThoseOfTheNamespace() throws Exception {
        String outside = Sysctl.read("net/ipv4/ip_forward");
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            String set = outside.equals("1") ? "0" : "1";
            namespace.call(() -> {
                Sysctl.write("net/ipv4/ip_forward", set);
                return set;
            });
            assertThat(namespace.call(() -> Sysctl.read("net/ipv4/ip_forward"))).isEqualTo(set);
        }
        assertThat(Sysctl.read("net/ipv4/ip_forward")).isEqualTo(outside);
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void aWorkerReturnsHomeAlsoAfterAFailure() throws Exception {
        try (NamespaceWorker worker = new NamespaceWorker("test-worker");
                NetworkNamespace home = NetworkNamespace.current();
                NetworkNamespace away = NetworkNamespace.create()) {
            assertThatThrownBy(() -> worker.call(away, () -> {
                        throw new IOException("on purpose");
                    }))
                    .hasMessage("on purpose");
            assertThat(worker.call(away, NetworkNamespaceKernelTest::idOfThisThread))
                    .isEqualTo(away.id());
            assertThat(worker.call(home, NetworkNamespaceKernelTest::idOfThisThread))
                    .isEqualTo(home.id());
            worker.close();
            assertThatThrownBy(() -> worker.call(away, () -> "late")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aNameKeepsANamespaceAliveAndLeavesNoTrace(@TempDir Path folder) throws Exception {
        Path name = folder.resolve("named");
        NamespaceId id;
        try (NetworkNamespace namespace = NetworkNamespace.createNamed(name)) {
            id = namespace.id();
        }
        try (NetworkNamespace again = NetworkNamespace.open(name)) {
            assertThat(again.id()).isEqualTo(id);
        }
        NetworkNamespace.removeNamed(name);
        assertThat(name).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(name.toString());
        NetworkNamespace.removeNamed(name);
    }

    @Test
    void whatIsNoNetworkNamespaceIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> NetworkNamespace.open(file)).isInstanceOf(KernelException.class);
        assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/proc/self/ns/mnt")))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("is not a network namespace");
        assertThatThrownBy(() -> NetworkNamespace.open(folder.resolve("none")))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.isNotFound()).isTrue());
    }

    @Test
    void aClosedDescriptorNeverNamesAnothersFile() throws Exception {
        Descriptor descriptor = Descriptor.openForReading(Path.of("/proc/self/ns/net"));
        descriptor.close();
        descriptor.close();
        assertThatThrownBy(descriptor::number).isInstanceOf(IllegalStateException.class);
    }

    private static NamespaceId idOfThisThread() throws KernelException {
        try (NetworkNamespace here = NetworkNamespace.current()) {
            return here.id();
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
