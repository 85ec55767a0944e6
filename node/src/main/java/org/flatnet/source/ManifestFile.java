package org.flatnet.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.cluster.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What holds of one manifest file: what it says, and of what it says wrongly the last good state.
 *
 * @param stamp the file's when it was read; null where it should be read again in any case
 * @param sections what was read of it, piece by piece, with lines that count from the piece
 * @param objects the objects that it stands for
 * @param flaws what is wrong in it, by line
 * @param incomplete whether it holds something that was never good, so that nobody can say which objects it means
 */
record ManifestFile(
        @Nullable FileStamp stamp,
        Map<Fingerprint, Manifests> sections,
        Map<ObjectKey, ManifestObject> objects,
        List<Flaw> flaws,
        boolean incomplete) {
    /** A file that has said nothing yet. */
    static final ManifestFile UNKNOWN = new ManifestFile(null, Map.of(), Map.of(), List.of(), true);

    private static final int MOST_FLAWS = 100;

    ManifestFile {
        sections = Map.copyOf(sections);
        objects = Map.copyOf(objects);
        flaws = List.copyOf(flaws);
    }

    /** After the text could not be read at all: everything stays. */
    ManifestFile broken(@Nullable FileStamp newStamp, Flaw flaw) {
        String kept = objects.isEmpty() ? "" : " (what the file said before still holds)";
        Flaw told = new Flaw(flaw.line(), flaw.column(), flaw.reason() + kept, flaw.key());
        return new ManifestFile(newStamp, sections, objects, List.of(told), incomplete);
    }

    /**
     * After the text was read: what it says holds. An object that is wrong now stays as it was; where it cannot be told
     * which object a flaw is about, every object that is missed stays.
     */
    ManifestFile read(
            @Nullable FileStamp newStamp, Map<Fingerprint, Manifests> newSections, Collection<Manifests> contents) {
        Map<ObjectKey, ManifestObject> found = new LinkedHashMap<>();
        List<Flaw> wrong = new ArrayList<>();
        for (Manifests manifests : contents) {
            wrong.addAll(manifests.flaws());
            for (ManifestObject object : manifests.objects()) {
                ManifestObject first = found.putIfAbsent(object.object().key(), object);
                if (first != null) {
                    String reason = object.object().key() + " is in this file twice, first in line " + first.line()
                            + ": the first holds";
                    wrong.add(new Flaw(object.line(), 0, reason, null));
                }
            }
        }
        boolean unclear = false;
        for (Manifests manifests : contents) {
            for (Flaw flaw : manifests.flaws()) {
                unclear |= retain(flaw, found);
            }
        }
        return new ManifestFile(newStamp, newSections, found, limited(wrong), unclear);
    }

    /** Puts back what a flaw is about; whether nothing is known of it. */
    private boolean retain(Flaw flaw, Map<ObjectKey, ManifestObject> found) {
        ObjectKey key = flaw.key();
        if (key == null) {
            objects.forEach(found::putIfAbsent);
            return incomplete || objects.isEmpty();
        }
        ManifestObject before = objects.get(key);
        if (before != null) {
            found.putIfAbsent(key, new ManifestObject(before.object(), flaw.line()));
        }
        return !found.containsKey(key);
    }

    /** The same objects where a text says the same as before, so that equal ones are not held twice. */
    Manifests shared(Manifests fresh) {
        if (objects.isEmpty()) {
            return fresh;
        }
        List<ManifestObject> shared = new ArrayList<>(fresh.objects().size());
        for (ManifestObject object : fresh.objects()) {
            ManifestObject before = objects.get(object.object().key());
            if (before != null && before.object().equals(object.object())) {
                shared.add(new ManifestObject(before.object(), object.line()));
            } else {
                shared.add(object);
            }
        }
        return new Manifests(shared, fresh.flaws());
    }

    private static List<Flaw> limited(List<Flaw> flaws) {
        if (flaws.size() <= MOST_FLAWS) {
            return flaws;
        }
        List<Flaw> told = new ArrayList<>(flaws.subList(0, MOST_FLAWS));
        told.add(new Flaw(0, 0, "and " + (flaws.size() - MOST_FLAWS) + " more problems in this file", null));
        return told;
    }
}
