package org.flatnet.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param identity the device and inode, as the file system tells them
 * @param size in bytes
 * @param modified when it was last written, in nanoseconds since 1970
 */
record FileStamp(@Nullable String identity, long size, long modified) {
    private static final long CLOCK_STEP_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * Takes the stamp; follows links.
     *
     * @return null where it is no file: a folder, a pipe
     * @throws java.nio.file.NoSuchFileException where there is nothing
     */
    static @Nullable FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            return null;
        }
        return new FileStamp(
                Objects.toString(attributes.fileKey(), null),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }

    /**
     * Whether a later write would surely show in another stamp. A write soon after this one may not: file systems keep the
     * time in steps.
     */
    boolean isSettled(long nowNanos) {
        return modified < nowNanos - CLOCK_STEP_NANOS;
    }
}
