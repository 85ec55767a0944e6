package org.flatnet.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.ClusterObject;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.cluster.ObjectKind;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a folder say together. An object that several files have holds as the first file, by name, has it.
 * Objects remembered from an earlier run stand in for files that were never good in this one: while there is such a file,
 * a remembered object that no file has may be meant by it. Once a file has had an object it is no longer remembered, so
 * nothing that is deleted comes back. Not for use by several threads.
 */
final class Catalog {
    private final Path folder;
    private final NavigableMap<String, ManifestFile> files = new TreeMap<>();

    /** The names of the files that have an object, in order. */
    private final Map<ObjectKey, List<String>> holders = new HashMap<>();

    /** Keys that several files have. */
    private final Set<ObjectKey> contested = new TreeSet<>();

    private final Map<ObjectKey, ClusterObject> remembered = new HashMap<>();
    private final Set<ObjectKey> dirty = new TreeSet<>();
    private Cluster said = Cluster.EMPTY;
    private final RangeConflicts ranges = new RangeConflicts();

    Catalog(Path folder, Cluster remembered) {
        this.folder = folder;
        for (ClusterNode node : remembered.nodes().values()) {
            this.remembered.put(node.key(), node);
            dirty.add(node.key());
        }
    }

    /** The files that it knows, by name. */
    Map<String, ManifestFile> files() {
        return files;
    }

    /** What is known of a file. */
    ManifestFile file(String name) {
        return files.getOrDefault(name, ManifestFile.UNKNOWN);
    }

    /** The file of this name has this state now. */
    void put(String name, ManifestFile file) {
        ManifestFile before = files.put(name, file);
        Map<ObjectKey, ManifestObject> old = before == null ? Map.of() : before.objects();
        for (Map.Entry<ObjectKey, ManifestObject> entry : file.objects().entrySet()) {
            ManifestObject had = old.get(entry.getKey());
            if (had == null) {
                addHolder(entry.getKey(), name);
            } else if (!had.object().equals(entry.getValue().object())) {
                dirty.add(entry.getKey());
            }
        }
        for (ObjectKey key : old.keySet()) {
            if (!file.objects().containsKey(key)) {
                removeHolder(key, name);
            }
        }
    }

    /** There is no file of this name any more. */
    void remove(String name) {
        ManifestFile before = files.remove(name);
        if (before != null) {
            before.objects().keySet().forEach(key -> removeHolder(key, name));
        }
    }

    private void addHolder(ObjectKey key, String name) {
        List<String> names = new ArrayList<>(holders.getOrDefault(key, List.of()));
        names.add(name);
        names.sort(Comparator.naturalOrder());
        setHolders(key, names);
        remembered.remove(key);
    }

    private void removeHolder(ObjectKey key, String name) {
        List<String> names = new ArrayList<>(holders.getOrDefault(key, List.of()));
        names.remove(name);
        setHolders(key, names);
    }

    private void setHolders(ObjectKey key, List<String> names) {
        if (names.isEmpty()) {
            holders.remove(key);
        } else {
            holders.put(key, List.copyOf(names));
        }
        if (names.size() > 1) {
            contested.add(key);
        } else {
            contested.remove(key);
        }
        dirty.add(key);
    }

    /**
     * The picture that follows from the files.
     *
     * @param complete whether all files of the folder have been seen
     */
    Cluster picture(boolean complete) {
        if (complete && !remembered.isEmpty() && files.values().stream().noneMatch(ManifestFile::incomplete)) {
            dirty.addAll(remembered.keySet());
            remembered.clear();
        }
        if (dirty.isEmpty()) {
            return ranges.picture();
        }
        List<ClusterObject> put = new ArrayList<>();
        List<ObjectKey> removed = new ArrayList<>();
        for (ObjectKey key : dirty) {
            ClusterObject object = object(key);
            if (object == null) {
                removed.add(key);
            } else {
                put.add(object);
            }
        }
        said = said.with(put, removed);
        ranges.settle(
                said,
                dirty.stream()
                        .filter(key -> key.kind() == ObjectKind.NODE)
                        .map(ObjectKey::name)
                        .toList());
        dirty.clear();
        return ranges.picture();
    }

    private @Nullable ClusterObject object(ObjectKey key) {
        List<String> names = holders.get(key);
        if (names == null) {
            return remembered.get(key);
        }
        ManifestObject held = file(names.getFirst()).objects().get(key);
        return held == null ? null : held.object();
    }

    /** Everything that is wrong, by file and line. */
    List<SourceProblem> problems() {
        List<SourceProblem> problems = new ArrayList<>();
        files.forEach((name, file) -> {
            for (Flaw flaw : file.flaws()) {
                problems.add(new SourceProblem(folder.resolve(name), flaw.line(), flaw.column(), flaw.reason()));
            }
        });
        contested.forEach(key -> addDuplicates(key, problems));
        for (RangeConflicts.Conflict conflict : ranges.conflicts()) {
            String loser = conflict.loser().name();
            problems.add(problem(
                    conflict.loser().key(),
                    "the range " + conflict.range() + " of Node " + loser + " overlaps " + conflict.winnersRange()
                            + " of Node " + conflict.winner() + "; " + conflict.winner()
                            + " comes first by name and keeps its range, " + loser + " is taken to be without"));
        }
        problems.sort(Comparator.comparing(SourceProblem::file)
                .thenComparingInt(SourceProblem::line)
                .thenComparingInt(SourceProblem::column)
                .thenComparing(SourceProblem::reason));
        return problems;
    }

    private void addDuplicates(ObjectKey key, List<SourceProblem> problems) {
        List<String> names = holders.getOrDefault(key, List.of());
        String first = names.getFirst();
        for (String name : names.subList(1, names.size())) {
            problems.add(new SourceProblem(
                    folder.resolve(name),
                    line(name, key),
                    0,
                    key + " is in " + first + " too, in line " + line(first, key)
                            + ": that file comes first by name and" + " holds, this one does not count"));
        }
    }

    private SourceProblem problem(ObjectKey key, String reason) {
        List<String> names = holders.get(key);
        if (names == null) {
            return new SourceProblem(folder, 0, 0, reason);
        }
        String name = names.getFirst();
        return new SourceProblem(folder.resolve(name), line(name, key), 0, reason);
    }

    private int line(String name, ObjectKey key) {
        ManifestObject object = file(name).objects().get(key);
        return object == null ? 0 : object.line();
    }
}
