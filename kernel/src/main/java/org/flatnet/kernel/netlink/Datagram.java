package org.flatnet.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as they travel, one after the other, each behind a header and padded to four bytes.
 *
 * <pre>
 * 0        4      6       8          12          16            struct nlmsghdr of linux/netlink.h
 * ┌────────┬──────┬───────┬──────────┬───────────┬─────────
 * │ length │ type │ flags │ sequence │ port      │ body …     length: header and body
 * └────────┴──────┴───────┴──────────┴───────────┴─────────
 * </pre>
 */
final class Datagram {
    private static final int HEADER = 16;

    private Datagram() {}

    static int length(Request request) {
        return align(HEADER + request.body().length);
    }

    /** Writes the requests under sequence numbers that count up from the first, each with these flags besides its own. */
    static byte[] write(List<Request> requests, int firstSequence, int moreFlags) {
        int bytes = requests.stream().mapToInt(Datagram::length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        int sequence = firstSequence;
        for (Request request : requests) {
            buffer.putInt(HEADER + request.body().length)
                    .putShort((short) request.type())
                    .putShort((short) (request.flags() | Request.REQUEST | moreFlags))
                    .putInt(sequence++)
                    .putInt(0)
                    .put(request.body());
            buffer.position(align(buffer.position()));
        }
        return buffer.array();
    }

    /** The messages of a datagram; anything that does not add up is a {@link MalformedMessageException}. */
    static List<Message> read(ByteBuffer datagram) {
        List<Message> messages = new ArrayList<>();
        ByteBuffer bytes = datagram.slice().order(ByteOrder.nativeOrder());
        int at = 0;
        while (at < bytes.limit()) {
            int left = bytes.limit() - at;
            int length = left < HEADER ? 0 : bytes.getInt(at);
            if (length < HEADER || length > left) {
                throw new MalformedMessageException(
                        "a message of " + length + " bytes at byte " + at + " of a datagram of " + bytes.limit());
            }
            messages.add(new Message(
                    Short.toUnsignedInt(bytes.getShort(at + 4)),
                    Short.toUnsignedInt(bytes.getShort(at + 6)),
                    bytes.getInt(at + 8),
                    bytes.getInt(at + 12),
                    bytes.slice(at + HEADER, length - HEADER)));
            at = Math.min(bytes.limit(), at + align(length));
        }
        return messages;
    }

    private static int align(int length) {
        return length + 3 & ~3;
    }
}
