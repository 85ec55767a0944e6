package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions, one method each, with C's own arguments. A result below zero is turned into {@code -errno},
 * as the kernel itself returns it; a call that a signal interrupted is made again, here and nowhere else. Sizes and
 * offsets are those of 64-bit Linux, which are the same on every architecture of that width.
 *
 * <p>All functions are called in one shape: five arguments and a result of 64 bits each. On 64-bit Linux each of the first
 * five integers and pointers has a register of its own, also where a function is variadic; a function reads those that it
 * declares, and of an int its lower half. Shapes of their own would cost a program that starts more than all else here:
 * Java makes the code for a shape, about ten classes, when it is first called.
 *
 * <p>Memory is handed over as its address, so it must be of an arena that is closed by hand: one that the garbage
 * collector closes might be gone in the middle of the call.
 */
final class Native {
    private static final OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    /** Where a call leaves errno. One a thread: to make it for each call would cost more than most calls. */
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CALL_STATE));

    private static final long ERRNO_OFFSET = CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /** Takes the function, the place for errno, and the arguments. */
    private static final MethodHandle CALL = oneShape();

    private static final MemorySegment SOCKET = function("socket");
    private static final MemorySegment BIND = function("bind");
    private static final MemorySegment CONNECT = function("connect");
    private static final MemorySegment LISTEN = function("listen");
    private static final MemorySegment ACCEPT4 = function("accept4");
    private static final MemorySegment SENDMSG = function("sendmsg");
    private static final MemorySegment RECVMSG = function("recvmsg");
    private static final MemorySegment SEND = function("send");
    private static final MemorySegment RECV = function("recv");
    private static final MemorySegment SETSOCKOPT = function("setsockopt");
    private static final MemorySegment GETSOCKOPT = function("getsockopt");
    private static final MemorySegment READ = function("read");
    private static final MemorySegment WRITE = function("write");
    private static final MemorySegment CLOSE = function("close");
    private static final MemorySegment SETNS = function("setns");
    private static final MemorySegment UNSHARE = function("unshare");
    private static final MemorySegment EVENTFD = function("eventfd");
    private static final MemorySegment POLL = function("poll");
    private static final MemorySegment STATX = function("statx");
    private static final MemorySegment GETEUID = function("geteuid");
    private static final MemorySegment MOUNT = function("mount");
    private static final MemorySegment UMOUNT2 = function("umount2");
    private static final MemorySegment FLOCK = function("flock");
    private static final MemorySegment EXECV = function("execv");
    private static final MemorySegment OPEN = function("open");
    private static final MemorySegment IOCTL = function("ioctl");

    private Native() {}

    static int socket(int domain, int type, int protocol) {
        return retriedInt(SOCKET, domain, type, protocol, 0, 0);
    }

    static int bind(int descriptor, MemorySegment address) {
        return retriedInt(BIND, descriptor, address(address), address.byteSize(), 0, 0);
    }

    static int connect(int descriptor, MemorySegment address) {
        return retriedInt(CONNECT, descriptor, address(address), address.byteSize(), 0, 0);
    }

    static int listen(int descriptor, int backlog) {
        return retriedInt(LISTEN, descriptor, backlog, 0, 0, 0);
    }

    static int accept4(int descriptor, int flags) {
        return retriedInt(ACCEPT4, descriptor, 0, 0, flags, 0);
    }

    static long sendmsg(int descriptor, MemorySegment message, int flags) {
        return retried(SENDMSG, descriptor, address(message), flags, 0, 0);
    }

    static long recvmsg(int descriptor, MemorySegment message, int flags) {
        return retried(RECVMSG, descriptor, address(message), flags, 0, 0);
    }

    static long send(int descriptor, MemorySegment bytes, int flags) {
        return retried(SEND, descriptor, address(bytes), bytes.byteSize(), flags, 0);
    }

    static long recv(int descriptor, MemorySegment bytes, int flags) {
        return retried(RECV, descriptor, address(bytes), bytes.byteSize(), flags, 0);
    }

    static int setsockopt(int descriptor, int level, int option, MemorySegment value) {
        return retriedInt(SETSOCKOPT, descriptor, level, option, address(value), value.byteSize());
    }

    static int getsockopt(int descriptor, int level, int option, MemorySegment value, MemorySegment length) {
        return retriedInt(GETSOCKOPT, descriptor, level, option, address(value), address(length));
    }

    static long read(int descriptor, MemorySegment bytes) {
        return retried(READ, descriptor, address(bytes), bytes.byteSize(), 0, 0);
    }

    static long write(int descriptor, MemorySegment bytes) {
        return retried(WRITE, descriptor, address(bytes), bytes.byteSize(), 0, 0);
    }

    /** Never made again: after EINTR the descriptor is gone, and its number may already be another's. */
    static int close(int descriptor) {
        return onceInt(CLOSE, descriptor, 0, 0, 0, 0);
    }

    static int setns(int descriptor, int type) {
        return retriedInt(SETNS, descriptor, type, 0, 0, 0);
    }

    static int unshare(int flags) {
        return retriedInt(UNSHARE, flags, 0, 0, 0, 0);
    }

    static int eventfd(int initial, int flags) {
        return retriedInt(EVENTFD, initial, flags, 0, 0, 0);
    }

    static int poll(MemorySegment descriptors, long count, int timeoutMillis) {
        return retriedInt(POLL, address(descriptors), count, timeoutMillis, 0, 0);
    }

    static int statx(int directory, MemorySegment path, int flags, int mask, MemorySegment result) {
        return retriedInt(STATX, directory, address(path), flags, mask, address(result));
    }

    static int geteuid() {
        return onceInt(GETEUID, 0, 0, 0, 0, 0);
    }

    static int mount(MemorySegment source, MemorySegment target, MemorySegment type, long flags) {
        return retriedInt(MOUNT, address(source), address(target), address(type), flags, 0);
    }

    static int umount2(MemorySegment target, int flags) {
        return retriedInt(UMOUNT2, address(target), flags, 0, 0, 0);
    }

    static int flock(int descriptor, int operation) {
        return retriedInt(FLOCK, descriptor, operation, 0, 0, 0);
    }

    /** Comes back only if it failed. */
    static int execv(MemorySegment path, MemorySegment arguments) {
        return onceInt(EXECV, address(path), address(arguments), 0, 0, 0);
    }

    static int open(MemorySegment path, int flags, int mode) {
        return retriedInt(OPEN, address(path), flags, mode, 0, 0);
    }

    static int ioctl(int descriptor, long request, long argument) {
        return retriedInt(IOCTL, descriptor, request, argument, 0, 0);
    }

    @SuppressWarnings("restricted") // the one place that calls native functions
    private static MethodHandle oneShape() {
        return LINKER.downcallHandle(
                FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG), Linker.Option.captureCallState("errno"));
    }

    private static MemorySegment function(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    private static long address(MemorySegment memory) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException("memory of the Java heap: the kernel takes native memory alone");
        }
        return memory.address();
    }

    private static long call(MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(function, state, a, b, c, d, e);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall throws no checked exception", thrown);
        }
    }

    /** Of a function that returns a long: {@code ssize_t}. */
    private static long retried(MemorySegment function, long a, long b, long c, long d, long e) {
        MemorySegment state = STATE.get();
        long result;
        do {
            result = call(function, state, a, b, c, d, e);
            result = result == -1 ? -errno(state) : result;
        } while (result == -Errno.EINTR);
        return result;
    }

    /** Of a function that returns an int. */
    private static int retriedInt(MemorySegment function, long a, long b, long c, long d, long e) {
        int result;
        do {
            result = onceInt(function, a, b, c, d, e);
        } while (result == -Errno.EINTR);
        return result;
    }

    private static int onceInt(MemorySegment function, long a, long b, long c, long d, long e) {
        MemorySegment state = STATE.get();
        // the upper half of the register is whatever the function left there
        int result = (int) call(function, state, a, b, c, d, e);
        return result == -1 ? -errno(state) : result;
    }

    private static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }
}
