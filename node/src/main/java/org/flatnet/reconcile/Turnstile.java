package org.flatnet.reconcile;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time at the shared tables. Attachments go first: the loop, which works in short quanta and comes by
 * here between them, waits while any attachment does. So an ADD waits for one quantum at most, whatever the loop has to do.
 * Who holds a pass never waits for anyone, so that waiting for one is short and need not be interrupted.
 */
final class Turnstile {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private boolean taken;
    private int attachmentsWaiting;

    /** A pass, to be handed back. */
    interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits as an attachment does. */
    Pass attachment() {
        lock.lock();
        try {
            attachmentsWaiting++;
            while (taken) {
                free.awaitUninterruptibly();
            }
            attachmentsWaiting--;
            taken = true;
            return this::leave;
        } finally {
            lock.unlock();
        }
    }

    /** Waits as the loop does: until no attachment is there or waits. */
    Pass loop() {
        lock.lock();
        try {
            while (taken || attachmentsWaiting > 0) {
                free.awaitUninterruptibly();
            }
            taken = true;
            return this::leave;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            taken = false;
            free.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
