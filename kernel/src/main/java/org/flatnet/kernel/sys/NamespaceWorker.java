package org.flatnet.kernel.sys;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One thread that visits namespaces for others: it enters, runs a body, and returns to where it began. For callers that
 * do this often, as starting a thread costs more than the visit. If the way back fails the worker ends, and every later
 * call fails, rather than ever running a body in the wrong namespace.
 *
 * <p>Bodies should only open sockets and files, and start no thread. Any thread may call; calls are served in order.
 */
public final class NamespaceWorker implements AutoCloseable {
    private final NetworkNamespace home;
    private final LinkedBlockingQueue<FutureTask<?>> visits = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /** A worker whose home is the namespace of the calling thread. */
    public NamespaceWorker(String name) throws KernelException {
        home = NetworkNamespace.current();
        Thread.ofPlatform().name(name).daemon().start(this::serve);
    }

    /** Runs the body inside the namespace and waits for it. */
    public <T extends @Nullable Object> T call(NetworkNamespace namespace, NetworkNamespace.Body<T> body)
            throws IOException {
        FutureTask<T> visit = new FutureTask<>(() -> visit(namespace, body));
        visits.add(visit);
        if (closed) {
            visit.cancel(false);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return NamespaceThread.outcome(visit);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CancellationException e) {
                    throw new IllegalStateException("the namespace worker has ended", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T extends @Nullable Object> T visit(NetworkNamespace namespace, NetworkNamespace.Body<T> body)
            throws IOException {
        namespace.enter();
        try (WayBack _ = this::returnHome) {
            return body.run();
        }
    }

    private interface WayBack extends AutoCloseable {
        @Override
        void close() throws KernelException;
    }

    private void returnHome() throws KernelException {
        try {
            home.enter();
        } catch (KernelException e) {
            closed = true;
            throw e;
        }
    }

    private void serve() {
        try {
            while (!closed) {
                visits.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            for (FutureTask<?> visit = visits.poll(); visit != null; visit = visits.poll()) {
                visit.cancel(false);
            }
            home.close();
        }
    }

    /** Ends the worker after the visits that have begun; later calls fail. */
    @Override
    public void close() {
        closed = true;
        visits.add(new FutureTask<>(() -> null));
    }
}
