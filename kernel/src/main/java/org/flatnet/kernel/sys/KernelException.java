package org.flatnet.kernel.sys;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kernel refused an operation. It says which, why by number, and what the kernel itself said of it, if anything. */
public final class KernelException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;
    private final @Nullable String kernelMessage;

    /**
     * @param operation what was tried, for people: "create link veth0"
     * @param errno the kernel's error number, positive
     * @param kernelMessage netlink's extended error text, where there is one
     */
    public KernelException(String operation, int errno, @Nullable String kernelMessage) {
        super(operation + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")"
                + (kernelMessage == null ? "" : ": " + kernelMessage));
        this.operation = operation;
        this.errno = errno;
        this.kernelMessage = kernelMessage;
    }

    public String operation() {
        return operation;
    }

    public int errno() {
        return errno;
    }

    /** The kernel's own words, or null where it gave none. */
    public @Nullable String kernelMessage() {
        return kernelMessage;
    }

    public boolean is(int otherErrno) {
        return errno == otherErrno;
    }

    /** What was to be changed or read is not there. */
    public boolean isNotFound() {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENODEV, Errno.ESRCH, Errno.EADDRNOTAVAIL, Errno.ENXIO -> true;
            default -> false;
        };
    }

    /** What was to be made is there already. */
    public boolean isExists() {
        return errno == Errno.EEXIST;
    }

    /** The caller may not do this. */
    public boolean isPermission() {
        return errno == Errno.EPERM || errno == Errno.EACCES;
    }

    /** It is in use. */
    public boolean isBusy() {
        return errno == Errno.EBUSY;
    }

    /** This kernel does not know the operation or one of its parts. */
    public boolean isUnsupported() {
        return switch (errno) {
            case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EPROTONOSUPPORT, Errno.EAFNOSUPPORT, Errno.EPFNOSUPPORT -> true;
            default -> false;
        };
    }
}
