package org.flatnet.cni;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flatnet.kernel.sys.Descriptor;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.UnixConnection;
import org.jspecify.annotations.Nullable;

/** Receives one request within a time, and lets no descriptor slip away. */
final class ShimReceiver {
    /** Enough for a usual request in one piece. */
    private static final int FIRST_BYTES = 16 << 10;

    private static final int MORE_BYTES = 64 << 10;

    private final UnixConnection connection;
    private final long deadlineNanos;
    private final List<Descriptor> descriptors = new ArrayList<>();
    private ByteBuffer received = ByteBuffer.allocate(FIRST_BYTES);

    private ShimReceiver(UnixConnection connection, long deadlineNanos) {
        this.connection = connection;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * Receives a request; null where the peer left without a word, as one does that only looks whether the agent is there.
     *
     * @param mostMillis how long all of it may take
     */
    static @Nullable ShimRequest receive(UnixConnection connection, int mostMillis)
            throws CniException, KernelException {
        ShimReceiver receiver =
                new ShimReceiver(connection, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis));
        boolean complete = false;
        try {
            connection.timeout(mostMillis);
            if (!receiver.receiveMore(FIRST_BYTES, ShimRequest.MOST_DESCRIPTORS)) {
                return null;
            }
            ShimRequest.Header header = receiver.header();
            receiver.receiveUntil(ShimRequest.HEADER_BYTES + header.bodyBytes());
            ByteBuffer body = receiver.body(header);
            // From here on they are the request's, which closes them whatever happens.
            complete = true;
            return ShimRequest.read(header, body, receiver.descriptors);
        } finally {
            if (!complete) {
                receiver.descriptors.forEach(Descriptor::close);
            }
        }
    }

    private ShimRequest.Header header() throws CniException, KernelException {
        receiveUntil(ShimRequest.HEADER_BYTES);
        return ShimRequest.Header.read(received.duplicate().flip());
    }

    private ByteBuffer body(ShimRequest.Header header) throws CniException {
        ByteBuffer all = received.duplicate().flip();
        all.position(ShimRequest.HEADER_BYTES);
        if (all.remaining() > header.bodyBytes()) {
            throw ShimRequest.malformed("it is longer than it says");
        }
        return all;
    }

    private void receiveUntil(int bytes) throws CniException, KernelException {
        while (received.position() < bytes) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (leftMillis <= 0) {
                throw late();
            }
            connection.timeout((int) leftMillis);
            if (!receiveMore(Math.min(MORE_BYTES, bytes - received.position()), 0)) {
                throw ShimRequest.malformed(
                        "it ended after " + received.position() + " of at least " + bytes + " bytes");
            }
        }
    }

    /** Receives once; false at the end of the stream. */
    private boolean receiveMore(int mostBytes, int mostDescriptors) throws CniException, KernelException {
        UnixConnection.Received part = receiveInTime(mostBytes, mostDescriptors);
        descriptors.addAll(part.descriptors());
        if (part.descriptorsTruncated() || descriptors.size() > ShimRequest.MOST_DESCRIPTORS) {
            throw new CniException(
                    CniCode.INVALID_NAMESPACE,
                    "the request came with too many descriptors: expected at most " + ShimRequest.MOST_DESCRIPTORS
                            + ", all with the first byte");
        }
        if (!part.bytes().hasRemaining()) {
            return false;
        }
        append(part.bytes());
        return true;
    }

    private UnixConnection.Received receiveInTime(int mostBytes, int mostDescriptors)
            throws CniException, KernelException {
        try {
            return connection.receive(mostBytes, mostDescriptors);
        } catch (KernelException e) {
            if (e.is(Errno.EAGAIN)) {
                throw late().causedBy(e);
            }
            throw e;
        }
    }

    private CniException late() {
        return ShimRequest.malformed("it was not whole in time: " + received.position() + " bytes came");
    }

    private void append(ByteBuffer part) {
        if (received.remaining() < part.remaining()) {
            int needed = received.position() + part.remaining();
            received = ByteBuffer.allocate(Math.max(needed, 2 * received.capacity()))
                    .put(received.flip());
        }
        received.put(part);
    }
}
