package org.flatnet.pod;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.Neighbour;
import org.flatnet.kernel.route.PortGlance;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteChange;
import org.flatnet.kernel.route.RouteTable;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;

/** What the keeper must know of the bridges and of the pods' links, each by the name that it should have. */
final class Keeping implements HostKeeper.Charge {
    private final Bridges bridges;
    private final Places places;
    private final BridgeRepair bridgeRepair;
    private final LinkRepair linkRepair;

    Keeping(Bridges bridges, Places places, BridgeRepair bridgeRepair, LinkRepair linkRepair) {
        this.bridges = bridges;
        this.places = places;
        this.bridgeRepair = bridgeRepair;
        this.linkRepair = linkRepair;
    }

    @Override
    public boolean concerns(LinkGlance link) {
        return touchedBy(link) != null;
    }

    @Override
    public @Nullable String touched(RouteChange change) {
        return switch (change) {
            case RouteChange.OfLink(boolean gone, Link link) -> touchedBy(LinkGlance.of(gone, link));
            case RouteChange.OfPort(boolean gone, int link, PortGlance port) -> touchedBy(gone, link, port);
            case RouteChange.OfAddress(boolean gone, LinkAddress address) -> gone ? touchedByLossOf(address) : null;
            case RouteChange.OfRoute(boolean gone, Route route) -> touchedBy(gone, route);
            case RouteChange.OfNeighbour(boolean gone, Neighbour neighbour) -> touchedBy(gone, neighbour);
            case RouteChange.OfForwardingEntry _, RouteChange.OfRule _ -> null;
        };
    }

    private @Nullable String touchedBy(LinkGlance link) {
        String byIndex = bridges.nameOf(link.index());
        String bridge = byIndex != null ? byIndex : bridges.find(link.name()) != null ? link.name() : null;
        if (bridge != null) {
            boolean right = !link.gone() && link.isUp() && link.name().equals(byIndex);
            return right ? null : bridge;
        }
        Place place = link.gone() ? null : places.ofLink(link.index());
        if (place == null) {
            return null;
        }
        if (!place.isRight(link)) {
            return place.hostLink();
        }
        boolean right = place.bridge() == null || link.master() == indexOf(place.bridge()) && place.agrees(link.port());
        return right ? null : place.bridge();
    }

    private int indexOf(String name) {
        Bridges.Known bridge = bridges.find(name);
        return bridge == null ? 0 : bridge.index();
    }

    private @Nullable String touchedBy(boolean gone, int link, @Nullable PortGlance port) {
        Place place = gone ? null : places.ofLink(link);
        return place == null || place.agrees(port) ? null : place.bridge();
    }

    private @Nullable String touchedByLossOf(LinkAddress address) {
        Place place = places.ofLink(address.link());
        return place != null && place.way() != null && place.way().has(address.address())
                ? place.hostLink()
                : bridges.nameOf(address.link());
    }

    /** Ours was deleted, or another one has replaced it, of which the kernel does not tell. */
    private @Nullable String touchedBy(boolean gone, Route route) {
        boolean toOneAddress =
                route.destination().prefixLength() == route.family().bits();
        Place place = toOneAddress && route.table() == RouteTable.MAIN ? places.routedTo(route.destination()) : null;
        if (place == null) {
            return null;
        }
        boolean ours = route.protocol() == Marks.ROUTE_PROTOCOL;
        boolean astray = place.index() != 0 && !Way.isBy(place.index(), route);
        return ours == gone || ours && astray ? place.hostLink() : null;
    }

    private @Nullable String touchedBy(boolean gone, Neighbour neighbour) {
        Place place = places.ofLink(neighbour.link());
        if (place == null || place.way() == null) {
            return null;
        }
        return gone || !place.way().agrees(neighbour) ? place.hostLink() : null;
    }

    @Override
    public Set<String> all() {
        Set<String> all = new HashSet<>(bridges.names());
        places.all().forEach(place -> all.add(place.hostLink()));
        return all;
    }

    @Override
    public HostKeeper.Repair repair(String link) throws IOException {
        return bridges.find(link) == null ? linkRepair.repair(link) : bridgeRepair.repair(link);
    }
}
