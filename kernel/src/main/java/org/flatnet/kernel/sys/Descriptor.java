package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file descriptor of this process, closed once. Any thread may use or close it. */
public final class Descriptor implements AutoCloseable {
    private static final int CLOSED = -1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_WRONLY = 1;

    private final AtomicInteger number;

    /** Takes over a descriptor number. */
    Descriptor(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("descriptor " + number);
        }
        this.number = new AtomicInteger(number);
    }

    /** Opens a file for reading, as the namespace files of {@code /proc} are opened. */
    public static Descriptor openForReading(Path path) throws KernelException {
        return open(path.toString(), 0);
    }

    /** Opens an existing file for writing; never makes one. */
    public static Descriptor openForWriting(Path path) throws KernelException {
        return open(path.toString(), O_WRONLY);
    }

    /** A path of any characters, also of those that the locale's file names cannot have. */
    static Descriptor openForReading(String path) throws KernelException {
        return open(path, 0);
    }

    static Descriptor openForWriting(String path) throws KernelException {
        return open(path, O_WRONLY);
    }

    private static Descriptor open(String path, int flags) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            int result = Native.open(arena.allocateFrom(path), flags | O_CLOEXEC, 0);
            return new Descriptor(Results.check(result, "open " + path));
        }
    }

    /**
     * The number, for use in messages to the kernel, which take descriptors so.
     *
     * @throws IllegalStateException once closed: the number may be another file's by then
     */
    public int number() {
        int value = number.get();
        if (value == CLOSED) {
            throw new IllegalStateException("the descriptor is closed");
        }
        return value;
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** Reads at most that many bytes; an empty array at the end. */
    public byte[] read(int most) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(most);
            long count = Results.check(Native.read(number(), buffer), "read descriptor " + number());
            return buffer.asSlice(0, count).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        }
    }

    /** Writes all of the text in one call, as files of {@code /proc} want it. */
    public void write(String text) throws KernelException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(bytes.length);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
            Results.check(Native.write(number(), buffer), "write \"" + text.strip() + "\"");
        }
    }

    @Override
    public void close() {
        int value = number.getAndSet(CLOSED);
        if (value != CLOSED) {
            Native.close(value);
        }
    }

    @Override
    public String toString() {
        return isOpen() ? "descriptor " + number.get() : "closed descriptor";
    }
}
