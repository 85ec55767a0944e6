package org.flatnet.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix sockets: descriptors that travel, peers that are known, listeners that end. */
@Tag("kernel")
class UnixSocketKernelTest {

    @Test
    void descriptorsArriveAsTheSameFiles(@TempDir Path folder) throws Exception {
        try (UnixListener listener = UnixListener.listen(folder.resolve("s"));
                UnixConnection client = UnixConnection.connect(folder.resolve("s"));
                UnixConnection server = Objects.requireNonNull(listener.accept());
                NetworkNamespace namespace = NetworkNamespace.create()) {
            client.send(bytes("hello"), List.of(namespace.descriptor(), namespace.descriptor()));
            UnixConnection.Received received = server.receive(100, 2);
            assertThat(StandardCharsets.UTF_8.decode(received.bytes()).toString())
                    .isEqualTo("hello");
            assertThat(received.descriptorsTruncated()).isFalse();
            assertThat(received.descriptors()).hasSize(2);
            for (Descriptor descriptor : received.descriptors()) {
                try (NetworkNamespace arrived = NetworkNamespace.adopt(descriptor)) {
                    assertThat(arrived.id()).isEqualTo(namespace.id());
                }
            }
        }
    }

    @Test
    void moreDescriptorsThanWantedAreSaidAndClosed(@TempDir Path folder) throws Exception {
        long before = openFiles();
        try (UnixListener listener = UnixListener.listen(folder.resolve("s"));
                UnixConnection client = UnixConnection.connect(folder.resolve("s"));
                UnixConnection server = Objects.requireNonNull(listener.accept());
                Descriptor file = Descriptor.openForReading(Path.of("/dev/null"))) {
            client.send(bytes("x"), List.of(file, file, file, file, file));
            UnixConnection.Received received = server.receive(100, 2);
            assertThat(received.descriptorsTruncated()).isTrue();
            assertThat(received.descriptors()).hasSizeLessThan(5);
            received.descriptors().forEach(Descriptor::close);
        }
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void thePeerIsWhoConnected(@TempDir Path folder) throws Exception {
        try (UnixListener listener = UnixListener.listen(folder.resolve("s"));
                UnixConnection _ = UnixConnection.connect(folder.resolve("s"));
                UnixConnection server = Objects.requireNonNull(listener.accept())) {
            assertThat(server.peer().processId())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(server.peer().userId()).isEqualTo(UnixConnection.ownUserId());
        }
    }

    @Test
    void aListenerTakesThePlaceOfADeadOnesFileAndStops(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("s");
        UnixListener.listen(path).close();
        try (UnixListener listener = UnixListener.listen(path)) {
            assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
            Thread stopper = Thread.ofPlatform().start(() -> {
                try {
                    listener.stop();
                } catch (KernelException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(listener.accept()).isNull();
            stopper.join();
        }
    }

    @Test
    void waitingForBytesHasAnEnd(@TempDir Path folder) throws Exception {
        try (UnixListener listener = UnixListener.listen(folder.resolve("s"));
                UnixConnection _ = UnixConnection.connect(folder.resolve("s"));
                UnixConnection server = Objects.requireNonNull(listener.accept())) {
            server.timeout(20);
            assertThatThrownBy(() -> server.receive(10, 0))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            e -> assertThat(e.is(Errno.EAGAIN)).isTrue());
        }
    }

    @Test
    void aPathThatIsTooLongIsSaid(@TempDir Path folder) {
        Path path = folder.resolve("x".repeat(120));
        assertThatThrownBy(() -> UnixConnection.connect(path)).hasMessageContaining("107 bytes");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
