package org.flatnet.kernel.sys;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions, one method each, with C's own arguments. A result below zero is turned into {@code -errno},
 * as the kernel itself returns it; a call that a signal interrupted is made again, here and nowhere else. Sizes and
 * offsets are those of 64-bit Linux, which are the same on every architecture of that width.
 */
final class Native {
    private static final OfInt INT = ValueLayout.JAVA_INT;
    private static final OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    /** Where a call leaves errno. One a thread: to make it for each call would cost more than most calls. */
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = function("bind", INT, INT, POINTER, INT);
    private static final MethodHandle CONNECT = function("connect", INT, INT, POINTER, INT);
    private static final MethodHandle LISTEN = function("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT4 = function("accept4", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle SENDMSG = function("sendmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle RECVMSG = function("recvmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle SEND = function("send", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle RECV = function("recv", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle SETSOCKOPT = function("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle GETSOCKOPT = function("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private static final MethodHandle READ = function("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = function("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle CLOSE = function("close", INT, INT);
    private static final MethodHandle SETNS = function("setns", INT, INT, INT);
    private static final MethodHandle UNSHARE = function("unshare", INT, INT);
    private static final MethodHandle EVENTFD = function("eventfd", INT, INT, INT);
    private static final MethodHandle POLL = function("poll", INT, POINTER, LONG, INT);
    private static final MethodHandle STATX = function("statx", INT, INT, POINTER, INT, INT, POINTER);
    private static final MethodHandle GETEUID = function("geteuid", INT);
    private static final MethodHandle MOUNT = function("mount", INT, POINTER, POINTER, POINTER, LONG, POINTER);
    private static final MethodHandle UMOUNT2 = function("umount2", INT, POINTER, INT);
    private static final MethodHandle FLOCK = function("flock", INT, INT, INT);
    private static final MethodHandle EXECV = function("execv", INT, POINTER, POINTER);
    private static final MethodHandle OPEN = variadic("open", 2, INT, POINTER, INT, INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, INT, INT, LONG, LONG);

    private Native() {}

    static int socket(int domain, int type, int protocol) {
        return retried(state -> (int) SOCKET.invokeExact(state, domain, type, protocol));
    }

    static int bind(int descriptor, MemorySegment address) {
        return retried(state -> (int) BIND.invokeExact(state, descriptor, address, (int) address.byteSize()));
    }

    static int connect(int descriptor, MemorySegment address) {
        return retried(state -> (int) CONNECT.invokeExact(state, descriptor, address, (int) address.byteSize()));
    }

    static int listen(int descriptor, int backlog) {
        return retried(state -> (int) LISTEN.invokeExact(state, descriptor, backlog));
    }

    static int accept4(int descriptor, int flags) {
        return retried(
                state -> (int) ACCEPT4.invokeExact(state, descriptor, MemorySegment.NULL, MemorySegment.NULL, flags));
    }

    static long sendmsg(int descriptor, MemorySegment message, int flags) {
        return retriedLong(state -> (long) SENDMSG.invokeExact(state, descriptor, message, flags));
    }

    static long recvmsg(int descriptor, MemorySegment message, int flags) {
        return retriedLong(state -> (long) RECVMSG.invokeExact(state, descriptor, message, flags));
    }

    static long send(int descriptor, MemorySegment bytes, int flags) {
        return retriedLong(state -> (long) SEND.invokeExact(state, descriptor, bytes, bytes.byteSize(), flags));
    }

    static long recv(int descriptor, MemorySegment bytes, int flags) {
        return retriedLong(state -> (long) RECV.invokeExact(state, descriptor, bytes, bytes.byteSize(), flags));
    }

    static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        return retried(
                state -> (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, value, (int) value.byteSize()));
    }

    static int getsockopt(int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        return retried(state -> (int) GETSOCKOPT.invokeExact(state, descriptor, level, option, value, length));
    }

    static long read(int descriptor, MemorySegment bytes) {
        return retriedLong(state -> (long) READ.invokeExact(state, descriptor, bytes, bytes.byteSize()));
    }

    static long write(int descriptor, MemorySegment bytes) {
        return retriedLong(state -> (long) WRITE.invokeExact(state, descriptor, bytes, bytes.byteSize()));
    }

    /** Never made again: after EINTR the descriptor is gone, and its number may already be another's. */
    static int close(int descriptor) {
        return (int) once(state -> (int) CLOSE.invokeExact(state, descriptor));
    }

    static int setns(int descriptor, int type) {
        return retried(state -> (int) SETNS.invokeExact(state, descriptor, type));
    }

    static int unshare(int flags) {
        return retried(state -> (int) UNSHARE.invokeExact(state, flags));
    }

    static int eventfd(int initial, int flags) {
        return retried(state -> (int) EVENTFD.invokeExact(state, initial, flags));
    }

    static int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        return retried(state -> (int) POLL.invokeExact(state, descriptors, count, timeoutMillis));
    }

    static int statx(int directory, MemorySegment path, int flags, int mask, MemorySegment result) {
        return retried(state -> (int) STATX.invokeExact(state, directory, path, flags, mask, result));
    }

    static int geteuid() {
        return (int) once(state -> (int) GETEUID.invokeExact(state));
    }

    static int mount(MemorySegment source, MemorySegment target, MemorySegment type, long flags) {
        return retried(state -> (int) MOUNT.invokeExact(state, source, target, type, flags, MemorySegment.NULL));
    }

    static int umount2(MemorySegment target, int flags) {
        return retried(state -> (int) UMOUNT2.invokeExact(state, target, flags));
    }

    static int flock(int descriptor, int operation) {
        return retried(state -> (int) FLOCK.invokeExact(state, descriptor, operation));
    }

    /** Comes back only if it failed. */
    static int execv(MemorySegment path, MemorySegment arguments) {
        return (int) once(state -> (int) EXECV.invokeExact(state, path, arguments));
    }

    static int open(MemorySegment path, int flags, int mode) {
        return retried(state -> (int) OPEN.invokeExact(state, path, flags, mode));
    }

    static int ioctl(int descriptor, long request, long argument) {
        return retried(state -> (int) IOCTL.invokeExact(state, descriptor, request, argument));
    }

    @SuppressWarnings("restricted") // the one place that binds native functions
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    /** A function whose arguments from {@code fixed} on are variadic: some architectures pass those differently. */
    @SuppressWarnings("restricted")
    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    @FunctionalInterface
    private interface Call {
        long call(MemorySegment state) throws Throwable;
    }

    private static long once(Call call) {
        MemorySegment state = STATE.get();
        try {
            long result = call.call(state);
            return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws no checked exception", e);
        }
    }

    private static long retriedLong(Call call) {
        long result;
        do {
            result = once(call);
        } while (result == -Errno.EINTR);
        return result;
    }

    /** Of a function that returns an int. */
    private static int retried(Call call) {
        return (int) retriedLong(call);
    }
}
