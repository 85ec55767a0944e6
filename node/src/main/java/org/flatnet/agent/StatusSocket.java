package org.flatnet.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.kernel.sys.UnixListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever connects, and may, what the agent knows of itself: one JSON object, then the end. */
final class StatusSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSocket.class);
    private static final int SEND_MILLIS = 2_000;

    private final UnixListener listener;
    private final Thread thread;

    StatusSocket(Path path, Supplier<String> status) throws IOException {
        listener = UnixListener.listen(path);
        thread = Thread.ofPlatform().name("status").daemon().start(() -> serve(status));
    }

    private void serve(Supplier<String> status) {
        try {
            for (UnixConnection caller = listener.accept(); caller != null; caller = listener.accept()) {
                answer(caller, status);
            }
        } catch (KernelException e) {
            LOG.error("status socket: no further callers are answered: {}", e.getMessage());
        }
    }

    private static void answer(UnixConnection caller, Supplier<String> status) {
        try (caller) {
            caller.timeout(SEND_MILLIS);
            if (caller.peer().userId() == UnixConnection.ownUserId()) {
                caller.send(status.get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (KernelException | UncheckedIOException e) {
            LOG.debug("status socket: a caller went away: {}", e.getMessage());
        }
    }

    /** Asks the agent that listens at the path. */
    static String ask(Path path) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (UnixConnection connection = UnixConnection.connect(path)) {
            connection.timeout(SEND_MILLIS);
            for (ByteBuffer part = receive(connection); part.hasRemaining(); part = receive(connection)) {
                answer.append(StandardCharsets.UTF_8.decode(part));
            }
        }
        return answer.toString();
    }

    private static ByteBuffer receive(UnixConnection connection) throws KernelException {
        return connection.receive(1 << 16, 0).bytes();
    }

    @Override
    public void close() throws IOException {
        listener.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }
}
