package org.flatnet.kernel.netlink;

/** Bytes that are no message as the kernel writes them. Sockets turn it into a KernelException that names the request. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
