package org.flatnet.shim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.flatnet.kernel.sys.Descriptor;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.kernel.sys.UnixListener;

/** The agent's end of the socket. It does with each connection what the test says, and with later ones as with the last. */
final class FakeAgent implements AutoCloseable {
    private final UnixListener listener;
    private final Thread thread;
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    /** What the agent does with one connection. */
    interface Behaviour {
        void serve(UnixConnection connection, FakeAgent agent) throws IOException;
    }

    /** A request, taken apart. */
    record Request(int namespaceState, List<String> environment, String input, List<NamespaceId> namespaces) {}

    private FakeAgent(UnixListener listener, List<Behaviour> behaviours) {
        this.listener = listener;
        this.thread = Thread.ofPlatform().unstarted(() -> run(behaviours));
    }

    static FakeAgent start(Path root, Behaviour... behaviours) throws IOException {
        Path folder = Files.createDirectories(root.resolve("run/flatnet"));
        FakeAgent agent = new FakeAgent(UnixListener.listen(folder.resolve("cni.sock")), List.of(behaviours));
        agent.thread.start();
        return agent;
    }

    /** Reads the request and answers it. */
    static Behaviour answering(int exit, String output, String errors) {
        return (connection, agent) -> {
            agent.requests.add(read(connection));
            connection.send(answer(exit, output, errors));
        };
    }

    /** Reads the request and sends these bytes, each array on its own. */
    static Behaviour sending(byte[]... parts) {
        return (connection, agent) -> {
            agent.requests.add(read(connection));
            for (byte[] part : parts) {
                connection.send(part);
            }
        };
    }

    static byte[] answer(int exit, String output, String errors) {
        byte[] outputBytes = output.getBytes(StandardCharsets.UTF_8);
        byte[] errorBytes = errors.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(3 * Integer.BYTES + outputBytes.length + errorBytes.length)
                .putInt(exit)
                .putInt(outputBytes.length)
                .putInt(errorBytes.length)
                .put(outputBytes)
                .put(errorBytes)
                .array();
    }

    /** The next request that came whole. */
    Request request() throws InterruptedException {
        Request request = requests.poll(1, TimeUnit.MINUTES);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    int requestsLeft() {
        return requests.size();
    }

    private void run(List<Behaviour> behaviours) {
        for (int i = 0; ; i++) {
            try (UnixConnection connection = listener.accept()) {
                if (connection == null) {
                    return;
                }
                behaviours.get(Math.min(i, behaviours.size() - 1)).serve(connection, this);
            } catch (IOException e) {
                // the caller has gone; the test sees that by itself
            }
        }
    }

    private static Request read(UnixConnection connection) throws IOException {
        List<NamespaceId> namespaces = new ArrayList<>();
        UnixConnection.Received first = connection.receive(4096, 8);
        for (Descriptor descriptor : first.descriptors()) {
            try (NetworkNamespace namespace = NetworkNamespace.adopt(descriptor)) {
                namespaces.add(namespace.id());
            }
        }
        ByteBuffer header = atLeast(connection, first.bytes(), 20);
        byte[] magic = new byte[8];
        header.get(magic);
        if (!Arrays.equals(magic, "FLATNET1".getBytes(StandardCharsets.US_ASCII))) {
            throw new AssertionError("a request begins with FLATNET1");
        }
        int environmentBytes = header.getInt();
        int inputBytes = header.getInt();
        int state = header.getInt();
        ByteBuffer body = atLeast(connection, header, environmentBytes + inputBytes);
        String environment = text(body, environmentBytes);
        String input = text(body, inputBytes);
        if (body.hasRemaining()) {
            throw new AssertionError("a request is as long as it says");
        }
        return new Request(state, List.of(environment.split("\0")), input, namespaces);
    }

    private static String text(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** What is left of a buffer and has come since, once it is that many bytes. */
    private static ByteBuffer atLeast(UnixConnection connection, ByteBuffer had, int bytes) throws KernelException {
        ByteBuffer all = ByteBuffer.allocate(Math.max(bytes, had.remaining())).put(had);
        while (all.hasRemaining() && all.position() < bytes) {
            ByteBuffer more = connection.receive(bytes - all.position(), 1).bytes();
            if (!more.hasRemaining()) {
                throw new AssertionError("a request is as long as it says: it ended early");
            }
            all.put(more);
        }
        return all.flip();
    }

    /** Goes away at once, as a process does that ends: the socket's file stays. */
    @Override
    public void close() throws KernelException {
        listener.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }

    /** A connection that closes without having read anything. */
    static Behaviour leaving() {
        return (_, _) -> {};
    }

    /** A connection that is kept without an answer until the caller has gone. */
    static Behaviour silent() {
        return (connection, _) -> {
            UnixConnection.Received received;
            do {
                received = connection.receive(4096, 8);
                received.descriptors().forEach(Descriptor::close);
            } while (received.bytes().hasRemaining());
        };
    }
}
