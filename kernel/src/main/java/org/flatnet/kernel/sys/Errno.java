package org.flatnet.kernel.sys;

import java.util.Map;

/** The kernel's error numbers, as {@code asm-generic/errno.h} has them, with their names and the C library's texts. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int EPROTO = 71;
    public static final int EBADMSG = 74;
    public static final int EOVERFLOW = 75;
    public static final int ERESTART = 85;
    public static final int EMSGSIZE = 90;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EPFNOSUPPORT = 96;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(EPERM, "EPERM Operation not permitted"),
            Map.entry(ENOENT, "ENOENT No such file or directory"),
            Map.entry(ESRCH, "ESRCH No such process"),
            Map.entry(EINTR, "EINTR Interrupted system call"),
            Map.entry(EIO, "EIO Input/output error"),
            Map.entry(ENXIO, "ENXIO No such device or address"),
            Map.entry(EBADF, "EBADF Bad file descriptor"),
            Map.entry(EAGAIN, "EAGAIN Resource temporarily unavailable"),
            Map.entry(ENOMEM, "ENOMEM Cannot allocate memory"),
            Map.entry(EACCES, "EACCES Permission denied"),
            Map.entry(EBUSY, "EBUSY Device or resource busy"),
            Map.entry(EEXIST, "EEXIST File exists"),
            Map.entry(EXDEV, "EXDEV Invalid cross-device link"),
            Map.entry(ENODEV, "ENODEV No such device"),
            Map.entry(ENOTDIR, "ENOTDIR Not a directory"),
            Map.entry(EINVAL, "EINVAL Invalid argument"),
            Map.entry(ENFILE, "ENFILE Too many open files in system"),
            Map.entry(EMFILE, "EMFILE Too many open files"),
            Map.entry(ENOSPC, "ENOSPC No space left on device"),
            Map.entry(EROFS, "EROFS Read-only file system"),
            Map.entry(EPIPE, "EPIPE Broken pipe"),
            Map.entry(ERANGE, "ERANGE Numerical result out of range"),
            Map.entry(ENAMETOOLONG, "ENAMETOOLONG File name too long"),
            Map.entry(ENOSYS, "ENOSYS Function not implemented"),
            Map.entry(ENOTEMPTY, "ENOTEMPTY Directory not empty"),
            Map.entry(ELOOP, "ELOOP Too many levels of symbolic links"),
            Map.entry(EPROTO, "EPROTO Protocol error"),
            Map.entry(EBADMSG, "EBADMSG Bad message"),
            Map.entry(EOVERFLOW, "EOVERFLOW Value too large for defined data type"),
            Map.entry(ERESTART, "ERESTART Interrupted system call should be restarted"),
            Map.entry(EMSGSIZE, "EMSGSIZE Message too long"),
            Map.entry(EPROTONOSUPPORT, "EPROTONOSUPPORT Protocol not supported"),
            Map.entry(EOPNOTSUPP, "EOPNOTSUPP Operation not supported"),
            Map.entry(EPFNOSUPPORT, "EPFNOSUPPORT Protocol family not supported"),
            Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT Address family not supported by protocol"),
            Map.entry(EADDRINUSE, "EADDRINUSE Address already in use"),
            Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL Cannot assign requested address"),
            Map.entry(ENETDOWN, "ENETDOWN Network is down"),
            Map.entry(ENETUNREACH, "ENETUNREACH Network is unreachable"),
            Map.entry(ECONNABORTED, "ECONNABORTED Software caused connection abort"),
            Map.entry(ECONNRESET, "ECONNRESET Connection reset by peer"),
            Map.entry(ENOBUFS, "ENOBUFS No buffer space available"),
            Map.entry(EISCONN, "EISCONN Transport endpoint is already connected"),
            Map.entry(ENOTCONN, "ENOTCONN Transport endpoint is not connected"),
            Map.entry(ETIMEDOUT, "ETIMEDOUT Connection timed out"),
            Map.entry(ECONNREFUSED, "ECONNREFUSED Connection refused"),
            Map.entry(EHOSTUNREACH, "EHOSTUNREACH No route to host"));

    private Errno() {}

    /** The constant's name, such as {@code EEXIST}; {@code errno 200} where there is none here. */
    public static String name(int errno) {
        String entry = TEXTS.get(errno);
        return entry == null ? "errno " + errno : entry.substring(0, entry.indexOf(' '));
    }

    /** The C library's text, such as {@code File exists}. */
    public static String text(int errno) {
        String entry = TEXTS.get(errno);
        return entry == null ? "Error " + errno : entry.substring(entry.indexOf(' ') + 1);
    }
}
