package org.flatnet.kernel.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A listening Unix stream socket whose connections can carry descriptors. One thread accepts, any other closes. */
public final class UnixListener implements AutoCloseable {
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_CLOEXEC = 0x80000;
    private static final int PATH_BYTES = 108;
    private static final int BACKLOG = 1024;

    private final Path path;
    private final Descriptor descriptor;
    private final Waiter waiter;

    private UnixListener(Path path, Descriptor descriptor, Waiter waiter) {
        this.path = path;
        this.descriptor = descriptor;
        this.waiter = waiter;
    }

    /**
     * Listens at the path, in place of whatever socket file was there, for this user alone (mode 0600). The file gets its
     * mode and its name last, so that no caller ever meets a half-made one.
     */
    public static UnixListener listen(Path path) throws IOException {
        Path unnamed = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(unnamed);
        Descriptor descriptor = new Descriptor(
                Results.check(Native.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "open unix socket"));
        try (Arena arena = Arena.ofConfined()) {
            Results.check(Native.bind(descriptor.number(), address(arena, unnamed)), "bind unix socket " + unnamed);
            Files.setPosixFilePermissions(unnamed, PosixFilePermissions.fromString("rw-------"));
            Results.check(Native.listen(descriptor.number(), BACKLOG), "listen on " + unnamed);
            Waiter waiter = new Waiter();
            Files.move(unnamed, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            return new UnixListener(path, descriptor, waiter);
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    /** The {@code struct sockaddr_un} of a path. */
    static MemorySegment address(Arena arena, Path path) throws KernelException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length >= PATH_BYTES) {
            throw new KernelException(
                    "use unix socket " + path,
                    Errno.ENAMETOOLONG,
                    "a socket's path has at most " + (PATH_BYTES - 1) + " bytes; choose a shorter --root");
        }
        MemorySegment address = arena.allocate(Short.BYTES + PATH_BYTES, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(MemorySegment.ofArray(name), 0, address, Short.BYTES, name.length);
        return address;
    }

    /** Waits for a caller; null once closed. */
    public @Nullable UnixConnection accept() throws KernelException {
        while (waiter.awaitReadable(descriptor, -1)) {
            int result = Native.accept4(descriptor.number(), SOCK_CLOEXEC);
            if (result >= 0) {
                return new UnixConnection(new Descriptor(result));
            }
            if (result != -Errno.ECONNABORTED && result != -Errno.EAGAIN) {
                throw new KernelException("accept on " + path, -result, null);
            }
        }
        return null;
    }

    /** Ends {@link #accept}. Call {@link #close} after the accepting thread has ended. */
    public void stop() throws KernelException {
        waiter.wake();
    }

    @Override
    public void close() {
        descriptor.close();
        waiter.close();
    }
}
