package org.flatnet.cni;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.flatnet.model.AttachmentId;

/**
 * Lets the calls for one attachment in one after the other, in the order in which they came: a runtime that kills an ADD
 * sends the DEL while the ADD still runs. Calls for all attachments, as GC is, run alone.
 *
 * <p>Locks belong to the thread that takes them.
 */
final class AttachmentLocks {
    private final ReentrantReadWriteLock all = new ReentrantReadWriteLock(true);
    private final ConcurrentHashMap<Key, Entry> entries = new ConcurrentHashMap<>();
    private final long mostMillis;

    AttachmentLocks(long mostMillis) {
        this.mostMillis = mostMillis;
    }

    /** The chain's plugins may stand for several networks, but an interface is one. */
    private record Key(String containerId, String interfaceName) {}

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock(true);

        /** Who holds or awaits the lock; changed inside the map's compute only. */
        private int users;
    }

    /** A lock that is held, until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until no other call for the attachment runs. */
    Held attachment(AttachmentId attachment) throws CniException, InterruptedException {
        Key key = new Key(attachment.containerId(), attachment.interfaceName());
        lock(all.readLock(), attachment.toString());
        Entry entry = entries.compute(key, (_, existing) -> {
            Entry used = existing == null ? new Entry() : existing;
            used.users++;
            return used;
        });
        boolean locked = false;
        try {
            lock(entry.lock, attachment.toString());
            locked = true;
            return () -> {
                entry.lock.unlock();
                leave(key);
                all.readLock().unlock();
            };
        } finally {
            if (!locked) {
                leave(key);
                all.readLock().unlock();
            }
        }
    }

    /** Waits until no call for any attachment runs, and keeps new ones waiting. */
    Held everything(String name) throws CniException, InterruptedException {
        lock(all.writeLock(), name);
        return () -> all.writeLock().unlock();
    }

    /** How many attachments have a call that runs or waits. */
    int busy() {
        return entries.size();
    }

    private void leave(Key key) {
        entries.compute(key, (_, entry) -> {
            if (entry == null) {
                throw new IllegalStateException("the lock of " + key + " was left twice");
            }
            entry.users--;
            return entry.users == 0 ? null : entry;
        });
    }

    private void lock(Lock lock, String name) throws CniException, InterruptedException {
        if (!lock.tryLock(mostMillis, TimeUnit.MILLISECONDS)) {
            throw new CniException(
                    CniCode.TRY_AGAIN_LATER, "another call for " + name + " has not ended after " + mostMillis + " ms");
        }
    }
}
