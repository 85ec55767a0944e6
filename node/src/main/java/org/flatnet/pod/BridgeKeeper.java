package org.flatnet.pod;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.NetlinkMonitor;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.route.RouteChange;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears from the kernel when somebody changes a bridge that pods hang off, and has it put right. */
final class BridgeKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeKeeper.class);
    private static final int RETRY_MILLIS = 1_000;

    // linux/rtnetlink.h
    private static final int RTNLGRP_LINK = 1;
    private static final int RTNLGRP_IPV4_IFADDR = 5;
    private static final int RTNLGRP_IPV6_IFADDR = 9;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_DELADDR = 21;
    /** Of {@code struct ifinfomsg} as of {@code struct ifaddrmsg}. */
    private static final int INDEX_AT = 4;

    private final NetlinkMonitor monitor;
    private final AtomicLong repairs = new AtomicLong();
    private @Nullable Thread thread;

    /** Knows the bridges. */
    interface Bridges {
        /** Whether the link of this index is a bridge of pods, or a pod's. */
        boolean concerns(int link);

        /** The bridge that may have to be put right after a change; null for none. */
        @Nullable
        String touched(RouteChange change);

        Set<String> all();

        /** Puts a bridge right; whether there was something to do. */
        boolean repair(String bridge) throws IOException;
    }

    private BridgeKeeper(NetlinkMonitor monitor) {
        this.monitor = monitor;
    }

    static BridgeKeeper open(NetworkNamespace node) throws KernelException {
        return new BridgeKeeper(NetlinkMonitor.open(
                NetlinkProtocol.ROUTE, node, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR));
    }

    void start(Bridges bridges) {
        thread = Thread.ofPlatform().name("pod-bridges").daemon().start(() -> keep(bridges));
    }

    long repairs() {
        return repairs.get();
    }

    private void keep(Bridges bridges) {
        Set<String> dirty = new TreeSet<>();
        try {
            while (true) {
                switch (monitor.receive(dirty.isEmpty() ? -1 : RETRY_MILLIS)) {
                    case NetlinkMonitor.Event.Changed(List<Message> messages) -> {
                        for (Message message : messages) {
                            String bridge = touched(bridges, message);
                            if (bridge != null) {
                                dirty.add(bridge);
                            }
                        }
                    }
                    case NetlinkMonitor.Event.Lost _ -> dirty.addAll(bridges.all());
                    case NetlinkMonitor.Event.Idle _ -> {}
                    case NetlinkMonitor.Event.Stopped _ -> {
                        return;
                    }
                }
                dirty.removeIf(bridge -> isRight(bridges, bridge));
            }
        } catch (KernelException | MalformedMessageException e) {
            LOG.error("bridges are not watched any more, as the kernel does not tell of them: {}", e.getMessage());
        }
    }

    /**
     * Each attachment makes the kernel tell of a dozen changes, of links that nobody has asked for yet: most messages are
     * put aside by their first bytes.
     */
    private static @Nullable String touched(Bridges bridges, Message message) {
        boolean relevant = switch (message.type()) {
            case RTM_NEWLINK, RTM_DELLINK, RTM_DELADDR -> bridges.concerns(message.intAt(INDEX_AT));
            default -> false;
        };
        RouteChange change = relevant ? RouteChange.read(message) : null;
        return change == null ? null : bridges.touched(change);
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
