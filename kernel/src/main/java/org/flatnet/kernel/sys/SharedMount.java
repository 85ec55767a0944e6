package org.flatnet.kernel.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A folder that is a mount, shared with its copies in other mount namespaces, as {@code ip netns add} makes
 * {@code /run/netns} before it binds a namespace there: what is unmounted in one is unmounted in all of them. Held under
 * the lock that {@code ip} takes for it too, until it is closed.
 */
public final class SharedMount implements AutoCloseable {
    private static final int LOCK_EX = 2;

    private final Path folder;
    private final Descriptor lock;

    private SharedMount(Path folder, Descriptor lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Told before a mount is made. */
    @FunctionalInterface
    public interface Mark {
        void make() throws IOException;
    }

    /**
     * Waits for the folder's lock.
     *
     * @throws KernelException ENOENT if there is no such folder, also when it went while the lock was waited for
     */
    public static SharedMount lock(Path folder) throws IOException {
        Descriptor lock = Descriptor.openForReading(folder);
        try {
            Results.check(Native.flock(lock.number(), LOCK_EX), "lock " + folder);
            if (!Files.isSameFile(folder, Path.of("/proc/self/fd/" + lock.number()))) {
                throw gone(folder);
            }
            return new SharedMount(folder, lock);
        } catch (NoSuchFileException e) {
            lock.close();
            throw gone(folder);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static KernelException gone(Path folder) {
        return new KernelException("lock " + folder, Errno.ENOENT, null);
    }

    /**
     * Makes the folder a shared mount if it is none.
     *
     * @param mark called before a mount is made, and not at all where there is one
     */
    public void make(Mark mark) throws IOException {
        if (share() == -Errno.EINVAL) {
            mark.make();
            Results.check(mount(Mounts.MS_BIND | Mounts.MS_REC), "bind " + folder + " to itself");
            Results.check(share(), "share the mount " + folder);
        }
    }

    /** EINVAL if the folder is no mount. */
    private int share() throws KernelException {
        int result = mount(Mounts.MS_SHARED | Mounts.MS_REC);
        if (result != -Errno.EINVAL) {
            Results.check(result, "share the mount " + folder);
        }
        return result;
    }

    private int mount(long flags) {
        return Mounts.mount(folder, folder, flags);
    }

    /** Unmounts the folder, which should be empty. Succeeds if it is no mount. The lock's own use does not hinder it. */
    public void remove() throws KernelException {
        int result = Mounts.detach(folder);
        if (result != -Errno.EINVAL) {
            Results.check(result, "unmount " + folder);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
