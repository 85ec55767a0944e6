package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * The fixed header of this subsystem's messages, {@code struct nfgenmsg}.
 *
 * <pre>
 * 0        1         2               4   bytes
 * ┌────────┬─────────┬───────────────┐
 * │ family │ version │ resource (BE) │ attributes …
 * └────────┴─────────┴───────────────┘
 * </pre>
 */
final class NftMessage {
    private NftMessage() {}

    static MessageWriter begin(int family) {
        return begin(new MessageWriter(), family);
    }

    static MessageWriter begin(MessageWriter writer, int family) {
        return writer.putByte(family).putByte(0).putShort(0);
    }

    static Request request(int message, int flags, MessageWriter writer, String verb) {
        return request(message, flags, writer, verb, null);
    }

    static Request request(int message, int flags, MessageWriter writer, String verb, @Nullable Object subject) {
        return new Request(Constants.type(message), flags, writer.toBytes(), verb, subject);
    }

    static TableFamily family(Message message) {
        return TableFamily.ofNumber(message.byteAt(0));
    }

    static Nest attributes(String what, Message message) {
        return new Nest(what, message.attributes(Constants.HEADER_BYTES));
    }
}
