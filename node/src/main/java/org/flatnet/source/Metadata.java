package org.flatnet.source;

import java.util.function.Function;
import org.flatnet.cluster.NamespacedName;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;

/** What all kinds of object have in common. */
final class Metadata {
    private static final String DEFAULT_NAMESPACE = "default";

    private Metadata() {}

    /** The part of the manifest that says which object it is. */
    static Mapping of(Mapping manifest) throws DocumentException {
        Mapping metadata = manifest.mapping("metadata");
        if (metadata == null) {
            throw new DocumentException(manifest, "metadata is missing: expected a mapping with the object's name");
        }
        return metadata;
    }

    /** Namespace and name of an object that is in a namespace, which is {@code default} where it does not say. */
    static NamespacedName name(Mapping manifest) throws DocumentException {
        Mapping metadata = of(manifest);
        Scalar namespace = metadata.text("namespace");
        Scalar name = metadata.requiredText("name");
        return checked(
                "metadata.name",
                name,
                text -> new NamespacedName(namespace == null ? DEFAULT_NAMESPACE : shared(namespace), text));
    }

    /** A text that many objects have, once in memory. */
    static String shared(Scalar text) {
        return text.text().intern();
    }

    /** Turns a text into a value, what is wrong with it reported where it stands. */
    static <T> T checked(String field, Scalar written, Function<String, T> reading) throws DocumentException {
        try {
            return reading.apply(written.text());
        } catch (IllegalArgumentException e) {
            throw new DocumentException(written, field + ": " + e.getMessage());
        }
    }
}
