package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.NetworkNamespace;

/** The numbers by which a namespace knows others: {@code linux/net_namespace.h}. */
final class NamespaceNumbers {
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    /** {@code NETNSA_NSID_NOT_ASSIGNED}; in a request: the kernel chooses. */
    private static final int NONE = -1;
    /** {@code struct rtgenmsg}, a family, and its padding. */
    private static final int HEADER_BYTES = 4;

    private NamespaceNumbers() {}

    static Request get(NetworkNamespace namespace) {
        return new Request(
                MessageType.GETNSID, 0, begin(namespace).toBytes(), "find the number of namespace", namespace);
    }

    static Request assign(NetworkNamespace namespace) {
        byte[] body = begin(namespace).attributeInt(NETNSA_NSID, NONE).toBytes();
        return new Request(MessageType.NEWNSID, 0, body, "number namespace", namespace);
    }

    private static MessageWriter begin(NetworkNamespace namespace) {
        return new MessageWriter()
                .putInt(MessageType.AF_UNSPEC)
                .attributeInt(NETNSA_FD, namespace.descriptor().number());
    }

    static int read(Message message) {
        Attributes attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            if (attributes.type() == NETNSA_NSID) {
                return attributes.intValue();
            }
        }
        return NONE;
    }
}
