package org.flatnet.pod;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** Where the links of the node's pods belong, by {@link PodNames#shortened} of their attachments. Any thread calls. */
final class Places {
    private final Map<AttachmentId, Place> places = new ConcurrentHashMap<>();
    /** Whole attachments by the indexes of the node's ends. */
    private final Map<Integer, AttachmentId> owners = new ConcurrentHashMap<>();

    Collection<Place> all() {
        return places.values();
    }

    @Nullable
    Place of(AttachmentId key) {
        return places.get(key);
    }

    /** Where the link belongs that has this alias; null if it is no pod's. */
    @Nullable
    Place ofAlias(@Nullable String alias) {
        AttachmentId owner = PodNames.owner(alias);
        return owner == null ? null : places.get(owner);
    }

    /** Where the link belongs that has this index; null if it is that of no whole attachment. */
    @Nullable
    Place ofLink(int index) {
        AttachmentId owner = owners.get(index);
        Place place = owner == null ? null : places.get(owner);
        return place == null || place.index() != index ? null : place;
    }

    /** The routed pod with an address; null if there is none. Of several the one that is whole. */
    @Nullable
    Place routedTo(Cidr destination) {
        Place found = null;
        for (Place place : places.values()) {
            if (place.way() != null && place.way().leadsTo(destination) && (found == null || found.index() == 0)) {
                found = place;
            }
        }
        return found;
    }

    boolean hasPort(String bridge) {
        return places.values().stream().anyMatch(place -> place.index() != 0 && bridge.equals(place.bridge()));
    }

    boolean isUsed(InterfaceAddress gateway) {
        return places.values().stream().anyMatch(place -> place.uses(gateway));
    }

    /** Takes note of an attachment that is being made, or of none. */
    void put(AttachmentId key, @Nullable Place place) {
        if (place == null) {
            places.remove(key);
        } else {
            places.put(key, place);
        }
    }

    /** Takes note of a whole attachment. */
    void remember(AttachmentId key, Place place) {
        places.put(key, place);
        owners.put(place.index(), key);
    }

    void forget(AttachmentId key) {
        Place place = places.remove(key);
        if (place != null) {
            owners.remove(place.index());
        }
    }
}
