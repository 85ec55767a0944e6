package org.flatnet.cni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.kernel.sys.UnixListener;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the CNI executable over a Unix socket: one request a connection.
 *
 * <p>Only processes of the agent's own user are served: the socket is theirs alone, and the kernel is asked who is at the
 * other end. Calls run on platform threads, as they wait inside system calls, which a virtual thread's carrier could not
 * leave. All of them are started by the accepting thread, which never leaves the agent's network namespace.
 */
public final class CniServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CniServer.class);
    private static final String SERVED = "served";
    private static final int WAITING_THREADS = 4;
    private static final long IDLE_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final UnixListener listener;
    private final CniDispatcher dispatcher;
    private final CniObserver observer;
    private final Limits limits;
    private final Semaphore places;
    private final ThreadPoolExecutor calls;
    private final Pulse pulse;
    private final Thread accepting;
    private volatile boolean closing;

    /**
     * What callers may take up.
     *
     * @param connections served at a time; more wait to be accepted
     * @param requestMillis from the connection's acceptance until its request is whole
     * @param lockMillis that a call waits for another one of the same attachment
     * @param closeMillis that the server waits, when it is closed, for the calls that run
     */
    record Limits(int connections, int requestMillis, long lockMillis, long closeMillis) {
        static final Limits USUAL = new Limits(256, 5_000, 60_000, 20_000);
    }

    private CniServer(
            UnixListener listener,
            NamespaceId own,
            CniHandler handler,
            CniObserver observer,
            Vitals vitals,
            Limits limits) {
        this.listener = listener;
        this.dispatcher = new CniDispatcher(own, handler, new AttachmentLocks(limits.lockMillis));
        this.observer = observer;
        this.limits = limits;
        this.places = new Semaphore(limits.connections);
        AtomicInteger threads = new AtomicInteger();
        this.calls = new ThreadPoolExecutor(
                WAITING_THREADS,
                // The places are the limit: a thread that has just given its place up may not be idle yet.
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> Thread.ofPlatform()
                        .name("cni-" + threads.incrementAndGet())
                        .daemon()
                        .unstarted(task));
        this.pulse = vitals.pulse("cni-accept");
        this.accepting = pulse.thread(this::accept);
    }

    /**
     * Begins to serve; from then on the marker file {@code served} beside the socket says so, by which the executable
     * knows later that an agent which is away will come back.
     *
     * @param socket {@code cni.sock} in a folder that is made, for this user alone, where it is missing
     * @param own the agent's network namespace, in which the executable must have been called
     */
    public static CniServer start(Path socket, NamespaceId own, CniHandler handler, CniObserver observer, Vitals vitals)
            throws IOException {
        return start(socket, own, handler, observer, vitals, Limits.USUAL);
    }

    static CniServer start(
            Path socket, NamespaceId own, CniHandler handler, CniObserver observer, Vitals vitals, Limits limits)
            throws IOException {
        Path folder = socket.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("the socket " + socket + " has no folder");
        }
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.setPosixFilePermissions(folder, OWNER_ONLY);
        UnixListener listener = UnixListener.listen(socket);
        CniServer server = new CniServer(listener, own, handler, observer, vitals, limits);
        server.calls.prestartAllCoreThreads();
        server.accepting.start();
        try {
            Files.writeString(folder.resolve(SERVED), "");
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void accept() {
        while (!closing) {
            pulse.turn();
            places.acquireUninterruptibly();
            pulse.rest();
            UnixConnection connection = acceptOne();
            pulse.turn();
            if (connection == null || !begin(connection)) {
                places.release();
            }
        }
        pulse.end();
    }

    /** Has a thread serve the connection; false where there is no thread to be had. */
    private boolean begin(UnixConnection connection) {
        try {
            calls.execute(() -> serve(connection));
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.error("a call cannot be served", e);
            connection.close();
            LockSupport.parkNanos(PAUSE_NANOS);
            return false;
        }
    }

    /** The next connection; null where there is none: because the server closes, or because the kernel refused. */
    private @Nullable UnixConnection acceptOne() {
        try {
            return listener.accept();
        } catch (KernelException e) {
            LOG.error("no call can be accepted: {}", e.getMessage());
            LockSupport.parkNanos(PAUSE_NANOS);
            return null;
        }
    }

    private void serve(UnixConnection connection) {
        try (connection) {
            if (isTrusted(connection)) {
                answer(connection);
            }
        } catch (KernelException e) {
            // The runtime has killed the executable. What the call did stands: the runtime sends a DEL.
            LOG.info("a caller left before its answer: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("a call ended without answer", e);
        } finally {
            places.release();
        }
    }

    private static boolean isTrusted(UnixConnection connection) throws KernelException {
        UnixConnection.Peer peer = connection.peer();
        if (peer.userId() != UnixConnection.ownUserId()) {
            LOG.warn("process {} of user {} may not call: it is not the agent's user", peer.processId(), peer.userId());
            return false;
        }
        return true;
    }

    private void answer(UnixConnection connection) throws KernelException {
        long start = System.nanoTime();
        CniDispatcher.Answered answered;
        try {
            ShimRequest request = ShimReceiver.receive(connection, limits.requestMillis);
            if (request == null) {
                return;
            }
            answered = dispatcher.answer(request);
        } catch (CniException e) {
            answered = CniDispatcher.refusal(e);
        }
        observer.answered(answered.command(), answered.code(), System.nanoTime() - start);
        connection.timeout(limits.requestMillis);
        connection.send(answered.answer().encode());
    }

    /** Takes no more calls, and waits for those that run, for a time. */
    @Override
    public void close() {
        closing = true;
        try {
            listener.stop();
            accepting.join();
            calls.shutdown();
            if (!calls.awaitTermination(limits.closeMillis, TimeUnit.MILLISECONDS)) {
                LOG.warn("{} calls still run", calls.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KernelException e) {
            LOG.error("the socket cannot be stopped: {}", e.getMessage());
        } finally {
            listener.close();
        }
    }
}
