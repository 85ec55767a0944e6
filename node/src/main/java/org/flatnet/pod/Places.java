package org.flatnet.pod;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/** Where the links of the node's pods belong, by {@link PodNames#shortened} of their attachments. Any thread calls. */
final class Places {
    private final Map<AttachmentId, Place> places = new ConcurrentHashMap<>();
    /** Indexes of the node's ends of whole attachments. */
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();

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

    /** Whether it is the link of a whole attachment. */
    boolean isWatched(int link) {
        return watched.contains(link);
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
        watched.add(place.index());
    }

    void forget(AttachmentId key) {
        Place place = places.remove(key);
        if (place != null) {
            watched.remove(place.index());
        }
    }
}
