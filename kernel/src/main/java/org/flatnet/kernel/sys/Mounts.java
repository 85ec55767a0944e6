package org.flatnet.kernel.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** {@code mount(2)} and {@code umount2(2)} by paths. Both return {@code -errno} where they fail, for the caller to judge. */
final class Mounts {
    static final long MS_BIND = 4096;
    static final long MS_REC = 16384;
    static final long MS_SHARED = 1 << 20;
    private static final int MNT_DETACH = 2;

    private Mounts() {}

    /** Of no file system of its own: a bind, or a change of a mount that is there. */
    static int mount(Path source, Path target, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Native.mount(
                    arena.allocateFrom(source.toString()),
                    arena.allocateFrom(target.toString()),
                    MemorySegment.NULL,
                    flags);
        }
    }

    /** Takes a mount from its place at once, and ends it when nobody uses it any more; EINVAL if there is none. */
    static int detach(Path target) {
        try (Arena arena = Arena.ofConfined()) {
            return Native.umount2(arena.allocateFrom(target.toString()), MNT_DETACH);
        }
    }
}
