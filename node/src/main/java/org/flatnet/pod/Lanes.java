package org.flatnet.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * All lanes of a node. They are opened together at the start, by a thread that is where new threads should be born, and
 * the one that was used last is taken first, as its memory is warm.
 */
final class Lanes implements AutoCloseable {
    private final List<Lane> all;
    private final LinkedBlockingDeque<Lane> free;

    private Lanes(List<Lane> all) {
        this.all = all;
        this.free = new LinkedBlockingDeque<>(all);
    }

    static Lanes open(NetworkNamespace node, int count, LinkLook look) throws KernelException {
        List<Lane> lanes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                lanes.add(Lane.open(node, "pod-lane-" + i, look));
            }
            return new Lanes(lanes);
        } catch (KernelException e) {
            lanes.forEach(Lane::close);
            throw e;
        }
    }

    /** A lane that one has for oneself until it is closed. */
    final class Lease implements AutoCloseable {
        private final Lane lane;

        private Lease(Lane lane) {
            this.lane = lane;
        }

        Lane lane() {
            return lane;
        }

        @Override
        public void close() {
            free.addFirst(lane);
        }
    }

    /** Waits for a free lane, also when interrupted: what has begun in the kernel is brought to its end. */
    Lease take() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new Lease(free.takeFirst());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        all.forEach(Lane::close);
    }
}
