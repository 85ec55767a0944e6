package org.flatnet.kernel.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace, held open by a descriptor. Holding it keeps it alive, with all of its links, even when no process
 * is left in it: close it as soon as it is not needed.
 *
 * <p>Threads inherit the network namespace of the thread that starts them, so that a thread pool that grows while one of
 * its threads is elsewhere goes wrong for good. Hence no thread of a caller ever enters a namespace: {@link #call} uses
 * a thread of its own, and {@link NamespaceWorker} one for many calls.
 */
public final class NetworkNamespace implements AutoCloseable {
    static final int CLONE_NEWNET = 0x40000000;

    /** {@code _IO(0xb7, 3)} of {@code linux/nsfs.h}; which kind of namespace a descriptor is of, since Linux 4.11. */
    private static final long NS_GET_NSTYPE = 0xb703;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO = 0x100;
    private static final long STATX_BYTES = 256;
    private static final long STATX_INO_OFFSET = 32;
    private static final long STATX_DEV_MAJOR_OFFSET = 136;
    private static final long STATX_DEV_MINOR_OFFSET = 140;
    private static final Path OF_THIS_THREAD = Path.of("/proc/thread-self/ns/net");

    private final Descriptor descriptor;
    private final NamespaceId id;

    private NetworkNamespace(Descriptor descriptor, NamespaceId id) {
        this.descriptor = descriptor;
        this.id = id;
    }

    /** A body to run inside a namespace. */
    @FunctionalInterface
    public interface Body<T extends @org.jspecify.annotations.Nullable Object> {
        T run() throws IOException;
    }

    /** The namespace that the calling thread is in. */
    public static NetworkNamespace current() throws KernelException {
        return open(OF_THIS_THREAD);
    }

    /** The namespace that a file stands for: {@code /proc/PID/ns/net}, or one bound under {@code /run/netns}. */
    public static NetworkNamespace open(Path path) throws KernelException {
        return adopt(Descriptor.openForReading(path), path.toString());
    }

    /**
     * Takes over a descriptor that came from elsewhere, having checked that it is a network namespace.
     *
     * @throws KernelException EINVAL if it is not one; the descriptor is closed then
     */
    public static NetworkNamespace adopt(Descriptor descriptor) throws KernelException {
        return adopt(descriptor, "the descriptor");
    }

    private static NetworkNamespace adopt(Descriptor descriptor, String name) throws KernelException {
        try {
            int type = Native.ioctl(descriptor.number(), NS_GET_NSTYPE, 0);
            if (type != CLONE_NEWNET) {
                throw new KernelException("open network namespace", Errno.EINVAL, name + " is not a network namespace");
            }
            return new NetworkNamespace(descriptor, identify(descriptor));
        } catch (KernelException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    /** A new namespace, empty but for its loopback link, that lives as long as something holds it. */
    public static NetworkNamespace create() throws KernelException {
        try {
            return NamespaceThread.run("new-namespace", () -> {
                Results.check(Native.unshare(CLONE_NEWNET), "create network namespace");
                return current();
            });
        } catch (IOException e) {
            throw asKernelException(e);
        }
    }

    /**
     * A new namespace with a name: a file that it is bound to, as {@code ip netns add} makes it. It lives until
     * {@link #removeNamed}, past this process.
     *
     * @param path an absolute path in an existing folder; the file must not exist
     */
    public static NetworkNamespace createNamed(Path path) throws IOException {
        Files.createFile(path);
        try {
            return NamespaceThread.run("new-namespace", () -> {
                Results.check(Native.unshare(CLONE_NEWNET), "create network namespace " + path);
                bind(OF_THIS_THREAD, path);
                return current();
            });
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Takes a namespace's name away; the namespace itself goes when nothing holds it any more. Succeeds if it is gone. */
    public static void removeNamed(Path path) throws IOException {
        int result = Mounts.detach(path);
        if (result != -Errno.EINVAL && result != -Errno.ENOENT) {
            Results.check(result, "unmount " + path);
        }
        Files.deleteIfExists(path);
    }

    private static void bind(Path source, Path target) throws KernelException {
        Results.check(Mounts.mount(source, target, Mounts.MS_BIND), "bind " + source + " to " + target);
    }

    private static NamespaceId identify(Descriptor descriptor) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(STATX_BYTES);
            int status = Native.statx(descriptor.number(), arena.allocateFrom(""), AT_EMPTY_PATH, STATX_INO, result);
            Results.check(status, "stat a network namespace");
            long major = Integer.toUnsignedLong(result.get(ValueLayout.JAVA_INT, STATX_DEV_MAJOR_OFFSET));
            long minor = Integer.toUnsignedLong(result.get(ValueLayout.JAVA_INT, STATX_DEV_MINOR_OFFSET));
            return new NamespaceId(major << 32 | minor, result.get(ValueLayout.JAVA_LONG, STATX_INO_OFFSET));
        }
    }

    public NamespaceId id() {
        return id;
    }

    /** The descriptor, still owned by this object. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /**
     * Runs the body inside the namespace, on a thread made for it, and waits for it. Programs that the body starts are
     * born inside the namespace; sockets that it opens stay bound to it and serve any thread afterwards.
     */
    public <T extends @org.jspecify.annotations.Nullable Object> T call(Body<T> body) throws IOException {
        return NamespaceThread.run("in-" + id, () -> {
            enter();
            return body.run();
        });
    }

    /** Moves the calling thread into the namespace. */
    void enter() throws KernelException {
        Results.check(Native.setns(descriptor.number(), CLONE_NEWNET), "enter network namespace " + id);
    }

    static KernelException asKernelException(IOException e) {
        return e instanceof KernelException kernel
                ? kernel
                : new KernelException(String.valueOf(e.getMessage()), Errno.EIO, null);
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
