package org.flatnet.pod;

import java.io.IOException;
import java.util.Set;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkGlance;
import org.flatnet.kernel.route.RouteChange;
import org.jspecify.annotations.Nullable;

/** What the keeper must know of the bridges and of the pods' links. */
final class Keeping implements BridgeKeeper.Bridges {
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
            case RouteChange.OfAddress(boolean gone, LinkAddress address) when gone -> bridges.nameOf(address.link());
            case RouteChange _ -> null;
        };
    }

    private @Nullable String touchedBy(LinkGlance link) {
        String byIndex = bridges.nameOf(link.index());
        String bridge = byIndex != null ? byIndex : bridges.find(link.name()) != null ? link.name() : null;
        if (bridge != null) {
            boolean right = !link.gone() && link.isUp() && link.name().equals(byIndex);
            return right ? null : bridge;
        }
        boolean watching = !link.gone() && places.isWatched(link.index());
        Place place = watching ? places.ofAlias(link.alias()) : null;
        if (place == null) {
            return null;
        }
        if (!place.isRight(link)) {
            return place.hostLink();
        }
        return place.bridge() == null || link.master() == indexOf(place.bridge()) ? null : place.bridge();
    }

    private int indexOf(String name) {
        Bridges.Known bridge = bridges.find(name);
        return bridge == null ? 0 : bridge.index();
    }

    @Override
    public Set<String> all() {
        return bridges.names();
    }

    @Override
    public boolean repair(String link) throws IOException {
        return bridges.find(link) == null ? linkRepair.repair(link) : bridgeRepair.repair(link);
    }
}
