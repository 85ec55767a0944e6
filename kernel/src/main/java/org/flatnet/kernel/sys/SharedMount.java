package org.flatnet.kernel.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A folder that is a mount, shared with its copies in other mount namespaces, as {@code ip netns add} makes
 * {@code /run/netns} before it binds a namespace there: what is unmounted in one is unmounted in all of them.
 */
public final class SharedMount {
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;
    private static final long MS_SHARED = 1 << 20;
    private static final int LOCK_EX = 2;

    private SharedMount() {}

    /** Told before a mount is made. */
    @FunctionalInterface
    public interface Mark {
        void make() throws IOException;
    }

    /**
     * Makes the folder a shared mount if it is none, under the lock that {@code ip} takes for it.
     *
     * @param mark called before a mount is made, and not at all where there is one
     */
    public static void make(Path folder, Mark mark) throws IOException {
        try (Descriptor lock = Descriptor.openForReading(folder)) {
            Results.check(Native.flock(lock.number(), LOCK_EX), "lock " + folder);
            if (share(folder) == -Errno.EINVAL) {
                mark.make();
                Results.check(mount(folder, MS_BIND | MS_REC), "bind " + folder + " to itself");
                Results.check(share(folder), "share the mount " + folder);
            }
        }
    }

    /** EINVAL if the folder is no mount. */
    private static int share(Path folder) throws KernelException {
        int result = mount(folder, MS_SHARED | MS_REC);
        if (result != -Errno.EINVAL) {
            Results.check(result, "share the mount " + folder);
        }
        return result;
    }

    private static int mount(Path folder, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(folder.toString());
            return Native.mount(path, path, arena.allocateFrom("none"), flags);
        }
    }

    /** Unmounts the folder; false if somebody uses it. Succeeds if it is no mount. */
    public static boolean remove(Path folder) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            int result = Native.umount2(arena.allocateFrom(folder.toString()), 0);
            if (result == -Errno.EBUSY) {
                return false;
            }
            if (result != -Errno.EINVAL && result != -Errno.ENOENT) {
                Results.check(result, "unmount " + folder);
            }
            return true;
        }
    }
}
