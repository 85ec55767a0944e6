package org.flatnet.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message received.
 *
 * @param type {@code nlmsg_type}
 * @param flags {@code nlmsg_flags}
 * @param sequence the request that it answers, or that a notification comes of; 0 for none
 * @param port the address of the socket that sent the request; 0 for the kernel, or where it does not say
 * @param body what follows the 16 bytes of {@code struct nlmsghdr}
 */
public record Message(int type, int flags, int sequence, int port, ByteBuffer body) {

    public Message {
        body = body.slice().order(ByteOrder.nativeOrder());
    }

    /** A message of which the sender does not matter. */
    public Message(int type, int flags, int sequence, ByteBuffer body) {
        this(type, flags, sequence, 0, body);
    }

    /** A byte of the fixed header. */
    public int byteAt(int offset) {
        check(offset, Byte.BYTES);
        return Byte.toUnsignedInt(body.get(offset));
    }

    /** A 16-bit number of the fixed header, in the machine's order. */
    public int shortAt(int offset) {
        check(offset, Short.BYTES);
        return Short.toUnsignedInt(body.getShort(offset));
    }

    /** A 32-bit number of the fixed header, in the machine's order. */
    public int intAt(int offset) {
        check(offset, Integer.BYTES);
        return body.getInt(offset);
    }

    /** The attributes after a fixed header of that many bytes (a multiple of four). */
    public Attributes attributes(int headerBytes) {
        check(0, headerBytes);
        return new Attributes(body.slice(headerBytes, body.limit() - headerBytes));
    }

    private void check(int offset, int bytes) {
        if (offset + bytes > body.limit()) {
            throw new MalformedMessageException("message " + type + " has a body of " + body.limit() + " bytes; bytes "
                    + offset + " to " + (offset + bytes - 1) + " were expected");
        }
    }
}
