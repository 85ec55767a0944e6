package org.flatnet.source;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.cluster.ClusterObject;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.flatnet.source.document.Sequence;
import org.flatnet.source.document.Value;

/**
 * What a row of documents says: the objects of known kinds, lists taken apart, and what is wrong with single ones of
 * them. Documents of other kinds are passed over.
 *
 * @param objects the objects, in the order in which they are written
 * @param flaws objects of known kinds that could not be read, and documents that are no objects
 */
record Manifests(List<ManifestObject> objects, List<Flaw> flaws) {
    private static final String LIST = "List";

    Manifests {
        objects = List.copyOf(objects);
        flaws = List.copyOf(flaws);
    }

    /**
     * Reads all documents.
     *
     * @throws DocumentException where the text itself is broken, so that no more can be said about what is in it
     */
    static Manifests read(DocumentReader documents) throws DocumentException {
        Reading reading = new Reading();
        while (reading.document(documents)) {
            // reads on
        }
        return new Manifests(reading.objects, reading.flaws);
    }

    /** One pass over a text. */
    private static final class Reading {
        final List<ManifestObject> objects = new ArrayList<>();
        final List<Flaw> flaws = new ArrayList<>();

        boolean document(DocumentReader documents) throws DocumentException {
            Reading items = new Reading();
            Value document = documents.next(items::takesItem);
            if (document == null) {
                return false;
            }
            boolean isList = object(document, "", "", true);
            if (isList) {
                // a big list's items come out of the stream, what stayed in the document comes after them
                objects.addAll(items.objects);
                flaws.addAll(items.flaws);
            }
            return true;
        }

        /** An item of what will probably turn out to be a list, read at once if it says itself what it is. */
        private boolean takesItem(Value item) {
            return item instanceof Mapping mapping
                    && mapping.get("kind") instanceof Scalar kind
                    && mapping.get("apiVersion") instanceof Scalar
                    && !kind.text().endsWith(LIST)
                    && !object(mapping, "", "", false);
        }

        /** Reads an object; whether it was a list. The defaults hold where it does not say itself what it is. */
        private boolean object(Value document, String defaultVersion, String defaultKind, boolean outermost) {
            if (document.isNull()) {
                return false;
            }
            ObjectKey key = null;
            try {
                if (!(document instanceof Mapping manifest)) {
                    throw new DocumentException(
                            document,
                            "expected a Kubernetes object with apiVersion and kind, found " + document.description());
                }
                String version = identity(manifest, "apiVersion", defaultVersion);
                String kind = identity(manifest, "kind", defaultKind);
                if (outermost && isList(version, kind)) {
                    items(manifest, kind.equals(LIST) ? "" : version, kind.substring(0, kind.length() - LIST.length()));
                    return true;
                }
                ObjectReader reader = KnownKinds.reader(version, kind);
                if (reader != null) {
                    key = reader.key(manifest);
                    ClusterObject read = reader.read(manifest);
                    if (read != null) {
                        objects.add(new ManifestObject(read, manifest.line()));
                    }
                }
            } catch (DocumentException e) {
                flaws.add(new Flaw(e, key));
            }
            return false;
        }

        private void items(Mapping list, String version, String kind) throws DocumentException {
            Sequence items = list.sequence("items");
            for (Value item : items == null ? List.<Value>of() : items.items()) {
                if (item instanceof Mapping mapping
                        && mapping.get("kind") instanceof Scalar itemKind
                        && itemKind.text().equals(LIST)) {
                    flaws.add(new Flaw(item.line(), item.column(), "a list in a list: expected objects", null));
                } else {
                    object(item, version, kind, false);
                }
            }
        }

        private static boolean isList(String version, String kind) {
            return kind.endsWith(LIST)
                    && (kind.equals(LIST) && version.equals("v1")
                            || KnownKinds.reader(version, kind.substring(0, kind.length() - LIST.length())) != null);
        }

        private static String identity(Mapping manifest, String field, String defaultText) throws DocumentException {
            Scalar written = defaultText.isEmpty() ? manifest.requiredText(field) : manifest.text(field);
            return written == null ? defaultText : written.text();
        }
    }

    /** The same, that many lines further down. */
    Manifests later(int lines) {
        if (lines == 0) {
            return this;
        }
        List<ManifestObject> laterObjects = new ArrayList<>(objects.size());
        for (ManifestObject object : objects) {
            laterObjects.add(object.later(lines));
        }
        List<Flaw> laterFlaws = new ArrayList<>(flaws.size());
        for (Flaw flaw : flaws) {
            laterFlaws.add(flaw.later(lines));
        }
        return new Manifests(laterObjects, laterFlaws);
    }
}
