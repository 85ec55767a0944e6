package org.flatnet.reconcile;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.flatnet.kernel.nftables.NftablesMonitor;
import org.flatnet.kernel.route.ForwardingEntry;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteChange;
import org.flatnet.kernel.route.RouteEvent;
import org.flatnet.kernel.route.RouteGroup;
import org.flatnet.kernel.route.RouteMonitor;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;

/**
 * Turns the kernel's notifications into events of our objects, on two threads. It is subscribed from the beginning, so
 * that nothing slips between a list and what comes after it.
 */
final class HostEvents implements AutoCloseable {
    private static final Set<Kind> ON_LINKS =
            EnumSet.of(Kind.LINK, Kind.ADDRESS, Kind.NEIGHBOUR, Kind.FORWARDING, Kind.ROUTE, Kind.SYSCTL);
    private static final Set<Kind> IN_NFTABLES =
            EnumSet.of(Kind.TABLE, Kind.SET, Kind.CHAIN, Kind.BASE_CHAIN, Kind.ELEMENT);

    private final RouteMonitor routes;
    private final NftablesMonitor nftables;
    private final int ownPort;
    private final Map<Integer, String> names = new ConcurrentHashMap<>();
    private @Nullable Thread routeThread;
    private @Nullable Thread nftablesThread;
    private boolean closed;

    private HostEvents(RouteMonitor routes, NftablesMonitor nftables, int ownPort) {
        this.routes = routes;
        this.nftables = nftables;
        this.ownPort = ownPort;
    }

    /**
     * Subscribes in a namespace.
     *
     * @param ownPort of the socket by which we change nftables ourselves
     */
    static HostEvents open(NetworkNamespace namespace, int ownPort) throws KernelException {
        RouteMonitor routes = RouteMonitor.open(
                        namespace,
                        RouteGroup.LINKS,
                        RouteGroup.NEIGHBOURS,
                        RouteGroup.IPV4_ADDRESSES,
                        RouteGroup.IPV6_ADDRESSES,
                        RouteGroup.IPV4_ROUTES,
                        RouteGroup.IPV6_ROUTES)
                .gatherBursts();
        try {
            return new HostEvents(routes, NftablesMonitor.open(namespace).gatherBursts(), ownPort);
        } catch (KernelException e) {
            routes.close();
            throw e;
        }
    }

    /** Of the attachments' links, most of what the kernel tells, nothing is needed but what they are called. */
    private boolean isOnlyNoted(LinkGlance link) {
        String before = names.get(link.index());
        if (!OwnLinks.isOfAttachments(link.name()) || before != null && !OwnLinks.isOfAttachments(before)) {
            return false;
        }
        if (link.gone()) {
            names.remove(link.index());
        } else {
            names.put(link.index(), link.name());
        }
        return true;
    }

    /** What links are called, by their indexes. */
    void knowLinks(Map<Integer, String> links) {
        names.putAll(links);
    }

    void listen(Consumer<Kernel.Event> listener, Vitals vitals) {
        Pulse ofRoutes = vitals.pulse("route-events");
        routeThread = ofRoutes.thread(() -> followRoutes(listener, ofRoutes));
        routeThread.start();
        Pulse ofNftables = vitals.pulse("nftables-events");
        nftablesThread = ofNftables.thread(() -> followNftables(listener, ofNftables));
        nftablesThread.start();
    }

    private void followRoutes(Consumer<Kernel.Event> listener, Pulse pulse) {
        while (true) {
            try {
                pulse.rest();
                RouteEvent event = routes.receive(-1, link -> !isOnlyNoted(link));
                pulse.turn();
                switch (event) {
                    case RouteEvent.Changed(var changes) -> changes.forEach(change -> tell(change, listener));
                    case RouteEvent.Lost() -> listener.accept(new Kernel.Event.Lost());
                    case RouteEvent.Stopped() -> {
                        pulse.end();
                        return;
                    }
                    case RouteEvent.Idle() -> {}
                }
            } catch (KernelException e) {
                // Whatever it was, what it would have told is lost; the list that follows says if all is broken.
                listener.accept(new Kernel.Event.Lost());
            }
        }
    }

    private void followNftables(Consumer<Kernel.Event> listener, Pulse pulse) {
        while (true) {
            try {
                pulse.rest();
                NftablesMonitor.Event event = nftables.receive();
                pulse.turn();
                switch (event) {
                    case NftablesMonitor.Event.Changed(var touches) -> {
                        if (touches.stream().anyMatch(this::isOthersInOurTable)) {
                            listener.accept(new Kernel.Event.Suspect(IN_NFTABLES));
                        }
                    }
                    case NftablesMonitor.Event.Lost() -> listener.accept(new Kernel.Event.Suspect(IN_NFTABLES));
                    case NftablesMonitor.Event.Stopped() -> {
                        pulse.end();
                        return;
                    }
                }
            } catch (KernelException e) {
                listener.accept(new Kernel.Event.Suspect(IN_NFTABLES));
            }
        }
    }

    private boolean isOthersInOurTable(NftablesMonitor.Touch touch) {
        boolean ours = touch.table().equals(Tables.INET) || touch.table().equals(Tables.BRIDGE);
        return ours && touch.port() != ownPort;
    }

    // ---- changes of the network

    private void tell(RouteChange change, Consumer<Kernel.Event> listener) {
        switch (change) {
            case RouteChange.OfLink(boolean gone, Link link) -> tellLink(gone, link, listener);
            case RouteChange.OfAddress(boolean gone, LinkAddress address) -> tellAddress(gone, address, listener);
            case RouteChange.OfRoute(boolean gone, Route route) -> tellRoute(gone, route, listener);
            case RouteChange.OfNeighbour(boolean gone, Neighbour neighbour) -> {
                String link = names.get(neighbour.link());
                if (link != null && OwnLinks.isOfFeatures(link)) {
                    listener.accept(new Kernel.Event.Seen(
                            new Identity.OfNeighbour(link, neighbour.address()),
                            gone ? null : RouteTranslation.object(neighbour, link)));
                }
            }
            case RouteChange.OfForwardingEntry(boolean gone, ForwardingEntry entry) -> {
                String link = names.get(entry.link());
                if (link != null && OwnLinks.isOfFeatures(link)) {
                    listener.accept(new Kernel.Event.Seen(
                            new Identity.OfForwarding(link, entry.mac()),
                            gone ? null : RouteTranslation.object(entry, link)));
                }
            }
            case RouteChange.OfPort _, RouteChange.OfRule _ -> {}
        }
    }

    /**
     * What goes with a link goes in silence: a link that is down or gone takes its routes along, one that is gone its
     * addresses and entries too.
     */
    private void tellLink(boolean gone, Link link, Consumer<Kernel.Event> listener) {
        String before = gone ? names.remove(link.index()) : names.put(link.index(), link.name());
        if (OwnLinks.isOfFeatures(link)) {
            listener.accept(new Kernel.Event.Seen(
                    new Identity.OfLink(link.name()), gone ? null : RouteTranslation.object(link)));
            boolean renamed = before != null && !before.equals(link.name());
            if (gone || renamed || !link.isUp()) {
                listener.accept(new Kernel.Event.Suspect(ON_LINKS));
            }
        } else if (OwnLinks.isForeign(link) && !link.isLoopback()) {
            if (before != null && OwnLinks.isOfFeatures(before)) {
                listener.accept(new Kernel.Event.Suspect(ON_LINKS));
            } else if (gone || !link.isRunning()) {
                listener.accept(new Kernel.Event.Suspect(EnumSet.of(Kind.ROUTE)));
            }
            listener.accept(new Kernel.Event.Uplinks());
        }
    }

    /** Routes by an address, or with it as their source, go with it in silence; with a link's last one its neighbours. */
    private void tellAddress(boolean gone, LinkAddress address, Consumer<Kernel.Event> listener) {
        String link = names.get(address.link());
        if (link == null || OwnLinks.isOfAttachments(link)) {
            return;
        }
        if (OwnLinks.isOfFeatures(link)) {
            AddressObject object = RouteTranslation.object(address, link);
            if (object != null) {
                listener.accept(new Kernel.Event.Seen(object.identity(), gone ? null : object));
            }
            if (gone) {
                listener.accept(new Kernel.Event.Suspect(EnumSet.of(Kind.ROUTE, Kind.NEIGHBOUR)));
            }
            return;
        }
        if (gone) {
            listener.accept(new Kernel.Event.Suspect(EnumSet.of(Kind.ROUTE)));
        }
        listener.accept(new Kernel.Event.Uplinks());
    }

    /** Someone's route in the place of ours has replaced it, of which the kernel does not tell. */
    private void tellRoute(boolean gone, Route route, Consumer<Kernel.Event> listener) {
        if (!RouteTranslation.isInOurPlace(route)) {
            return;
        }
        boolean ours = route.protocol() == Marks.ROUTE_PROTOCOL;
        if (gone && !ours) {
            return;
        }
        RouteObject object = gone || !ours ? null : RouteTranslation.object(route, names::get);
        listener.accept(new Kernel.Event.Seen(
                new Identity.OfRoute(route.destination(), RouteObject.metric(route.family())), object));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            routes.stop();
            nftables.stop();
            join(routeThread);
            join(nftablesThread);
        } catch (KernelException e) {
            throw new IllegalStateException("the event threads cannot be woken", e);
        }
        routes.close();
        nftables.close();
    }

    private static void join(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
