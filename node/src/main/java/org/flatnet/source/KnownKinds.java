package org.flatnet.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of object that are read; all others are passed over. */
final class KnownKinds {
    private static final Map<String, ObjectReader> READERS = Map.of(
            "v1/Node", new NodeReader(),
            "v1/Service", new ServiceReader(),
            "discovery.k8s.io/v1/EndpointSlice", new EndpointSliceReader());

    private KnownKinds() {}

    /** What reads this kind; null where it is none of ours. */
    static @Nullable ObjectReader reader(String apiVersion, String kind) {
        return READERS.get(apiVersion + "/" + kind);
    }
}
