package org.flatnet.pod;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.RouteChange;
import org.flatnet.kernel.route.RouteEvent;
import org.flatnet.kernel.route.RouteGroup;
import org.flatnet.kernel.route.RouteMonitor;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from the kernel when somebody changes the node's side of pods, their bridges too, and has it put right. */
final class HostKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostKeeper.class);
    private static final int RETRY_MILLIS = 1_000;
    /** An attachment takes a few milliseconds. */
    private static final int SOON_MILLIS = 20;

    private final RouteMonitor monitor;
    private final PodRepairs.Listener listener;
    private volatile PodRepairs repairs = PodRepairs.NONE;
    private @Nullable Thread thread;

    /** What became of a repair. */
    enum Repair {
        NOT_NEEDED,
        DONE,
        /** What was changed is being made at this moment. */
        TOO_EARLY
    }

    /** Knows the bridges and the pods' links. */
    interface Charge {
        /** Whether a change of this link is one that may have to be put right. */
        boolean concerns(LinkGlance link);

        /** The bridge or pod's link that may have to be put right after a change; null for none. */
        @Nullable
        String touched(RouteChange change);

        Set<String> all();

        /** Puts a bridge with its ports right, or a pod's link. */
        Repair repair(String link) throws IOException;
    }

    private HostKeeper(RouteMonitor monitor, PodRepairs.Listener listener) {
        this.monitor = monitor;
        this.listener = listener;
    }

    static HostKeeper open(NetworkNamespace node, PodRepairs.Listener listener) throws KernelException {
        RouteMonitor monitor = RouteMonitor.open(
                node,
                RouteGroup.LINKS,
                RouteGroup.NEIGHBOURS,
                RouteGroup.IPV4_ADDRESSES,
                RouteGroup.IPV6_ADDRESSES,
                RouteGroup.IPV4_ROUTES,
                RouteGroup.IPV6_ROUTES);
        return new HostKeeper(monitor.gatherBursts(), listener);
    }

    void start(Charge charge, Vitals vitals) {
        Pulse pulse = vitals.pulse("pod-keeper");
        thread = pulse.thread(() -> keep(charge, pulse));
        thread.start();
    }

    PodRepairs repairs() {
        return repairs;
    }

    private void keep(Charge charge, Pulse pulse) {
        Set<String> dirty = new TreeSet<>();
        int patienceMillis = -1;
        try {
            while (true) {
                pulse.rest();
                RouteEvent event = monitor.receive(patienceMillis, charge::concerns);
                pulse.turn();
                switch (event) {
                    case RouteEvent.Changed(List<RouteChange> changes) -> {
                        for (RouteChange change : changes) {
                            String link = charge.touched(change);
                            if (link != null) {
                                dirty.add(link);
                            }
                        }
                    }
                    case RouteEvent.Lost _ -> dirty.addAll(charge.all());
                    case RouteEvent.Idle _ -> {}
                    case RouteEvent.Stopped _ -> {
                        pulse.end();
                        return;
                    }
                }
                patienceMillis = repair(charge, dirty);
            }
        } catch (KernelException e) {
            LOG.error("pods' links are not watched any more, as the kernel does not tell of them: {}", e.getMessage());
        }
    }

    /** Leaves what has to be tried again; in how many milliseconds, below zero for never. */
    private int repair(Charge charge, Set<String> dirty) {
        Set<String> early = new HashSet<>();
        Set<String> failed = new HashSet<>();
        for (String link : dirty) {
            try {
                switch (charge.repair(link)) {
                    case NOT_NEEDED -> {}
                    case DONE -> repaired(link);
                    case TOO_EARLY -> early.add(link);
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("the link {} cannot be put right: {}; it is tried again", link, e.getMessage());
                failed.add(link);
            }
        }
        dirty.clear();
        dirty.addAll(early);
        dirty.addAll(failed);
        return !early.isEmpty() ? SOON_MILLIS : failed.isEmpty() ? -1 : RETRY_MILLIS;
    }

    private void repaired(String link) {
        repairs = new PodRepairs(repairs.total() + 1, link, Instant.now());
        listener.repaired(link);
    }

    @Override
    public void close() {
        boolean interrupted = false;
        try {
            monitor.stop();
            while (thread != null && thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (KernelException e) {
            LOG.error("the watch of pods' links cannot be ended: {}", e.getMessage());
        } finally {
            monitor.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
