package org.flatnet.kernel.netlink;

import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's answer to a request: {@code NLMSG_ERROR} or {@code NLMSG_DONE}, with the extended text and the offset
 * that newer parts of the kernel add.
 *
 * @param errno 0 for success, else the positive error number
 * @param text the kernel's own words, or null
 * @param offset of the offending byte in the request, or -1
 */
record Acknowledgement(int errno, @Nullable String text, int offset) {
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;

    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int NLMSGERR_ATTR_OFFS = 2;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int ERROR_BYTES = 4;
    private static final int HEADER_BYTES = 16;

    static Acknowledgement of(Message message) {
        int errno = message.body().limit() < ERROR_BYTES ? 0 : -message.intAt(0);
        boolean extended = (message.flags() & NLM_F_ACK_TLVS) != 0;
        if (errno < 0) {
            throw new MalformedMessageException("an acknowledgement with error " + errno);
        }
        return extended
                ? read(errno, message.attributes(attributesStart(message)))
                : new Acknowledgement(errno, null, -1);
    }

    /** After NLMSG_ERROR stands the request's header, and its body unless the kernel says that it cut that off. */
    private static int attributesStart(Message message) {
        if (message.type() == NLMSG_DONE) {
            return ERROR_BYTES;
        }
        boolean capped = (message.flags() & NLM_F_CAPPED) != 0;
        int requestBytes = capped ? HEADER_BYTES : message.intAt(ERROR_BYTES);
        if (requestBytes < HEADER_BYTES || requestBytes > message.body().limit()) {
            throw new MalformedMessageException("an acknowledgement of a request of " + requestBytes + " bytes");
        }
        return ERROR_BYTES + (requestBytes + 3 & ~3);
    }

    private static Acknowledgement read(int errno, Attributes attributes) {
        String text = null;
        int offset = -1;
        while (attributes.next()) {
            switch (attributes.type()) {
                case NLMSGERR_ATTR_MSG -> text = attributes.string();
                case NLMSGERR_ATTR_OFFS -> offset = attributes.intValue();
                default -> {}
            }
        }
        return new Acknowledgement(errno, text, offset);
    }

    Outcome outcome(Request request) {
        return errno == 0 ? new Outcome.Done() : new Outcome.Failed(exception(request.what()));
    }

    KernelException exception(String operation) {
        return new KernelException(operation, errno == 0 ? Errno.EPROTO : errno, text);
    }

    void orThrow(Request request) throws KernelException {
        if (errno != 0) {
            throw exception(request.what());
        }
    }
}
