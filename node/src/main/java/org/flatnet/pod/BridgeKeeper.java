package org.flatnet.pod;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
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

/** Hears from the kernel when somebody changes a bridge that pods hang off, and has it put right. */
final class BridgeKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeKeeper.class);
    private static final int RETRY_MILLIS = 1_000;

    private final RouteMonitor monitor;
    private final AtomicLong repairs = new AtomicLong();
    private @Nullable Thread thread;

    /** Knows the bridges. */
    interface Bridges {
        /** Whether a change of this link is one that may have to be put right. */
        boolean concerns(LinkGlance link);

        /** The bridge that may have to be put right after a change; null for none. */
        @Nullable
        String touched(RouteChange change);

        Set<String> all();

        /** Puts a bridge right; whether there was something to do. */
        boolean repair(String bridge) throws IOException;
    }

    private BridgeKeeper(RouteMonitor monitor) {
        this.monitor = monitor;
    }

    static BridgeKeeper open(NetworkNamespace node) throws KernelException {
        return new BridgeKeeper(
                RouteMonitor.open(node, RouteGroup.LINKS, RouteGroup.IPV4_ADDRESSES, RouteGroup.IPV6_ADDRESSES)
                        .gatherBursts());
    }

    void start(Bridges bridges, Vitals vitals) {
        Pulse pulse = vitals.pulse("pod-bridges");
        thread = pulse.thread(() -> keep(bridges, pulse));
        thread.start();
    }

    long repairs() {
        return repairs.get();
    }

    private void keep(Bridges bridges, Pulse pulse) {
        Set<String> dirty = new TreeSet<>();
        try {
            while (true) {
                pulse.rest();
                RouteEvent event = monitor.receive(dirty.isEmpty() ? -1 : RETRY_MILLIS, bridges::concerns);
                pulse.turn();
                switch (event) {
                    case RouteEvent.Changed(List<RouteChange> changes) -> {
                        for (RouteChange change : changes) {
                            String bridge = bridges.touched(change);
                            if (bridge != null) {
                                dirty.add(bridge);
                            }
                        }
                    }
                    case RouteEvent.Lost _ -> dirty.addAll(bridges.all());
                    case RouteEvent.Idle _ -> {}
                    case RouteEvent.Stopped _ -> {
                        pulse.end();
                        return;
                    }
                }
                dirty.removeIf(bridge -> isRight(bridges, bridge));
            }
        } catch (KernelException e) {
            LOG.error("bridges are not watched any more, as the kernel does not tell of them: {}", e.getMessage());
        }
    }

    private boolean isRight(Bridges bridges, String bridge) {
        try {
            if (bridges.repair(bridge)) {
                repairs.incrementAndGet();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("the bridge {} cannot be put right: {}; it is tried again", bridge, e.getMessage());
            return false;
        }
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
            LOG.error("the watch of bridges cannot be ended: {}", e.getMessage());
        } finally {
            monitor.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
