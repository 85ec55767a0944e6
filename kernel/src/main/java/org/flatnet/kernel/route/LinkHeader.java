package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * {@code struct ifinfomsg}, before the attributes of every message about links.
 *
 * <pre>
 * 0        1   2      4       8       12       16
 * ┌────────┬───┬──────┬───────┬───────┬────────┐
 * │ family │ 0 │ type │ index │ flags │ change │   change: which of the flags are meant
 * └────────┴───┴──────┴───────┴───────┴────────┘
 * </pre>
 */
final class LinkHeader {
    static final int BYTES = 16;
    static final int TYPE_AT = 2;
    static final int INDEX_AT = 4;
    static final int FLAGS_AT = 8;

    private LinkHeader() {}

    static MessageWriter begin(int family, int index, int flags, int change) {
        return put(new MessageWriter(), family, index, flags, change);
    }

    /** Of a link to be created: IFF_UP is refused there for veth (ENOTCONN), as its peer is not there yet. */
    static MessageWriter putNew(MessageWriter writer) {
        return put(writer, MessageType.AF_UNSPEC, 0, 0, 0);
    }

    private static MessageWriter put(MessageWriter writer, int family, int index, int flags, int change) {
        return writer.putByte(family)
                .putByte(0)
                .putShort(0)
                .putInt(index)
                .putInt(flags)
                .putInt(change);
    }
}
