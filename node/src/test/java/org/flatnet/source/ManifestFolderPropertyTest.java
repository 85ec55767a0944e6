package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.liveness.Vitals;

/**
 * Random edits of a real folder, each waited for, against an oracle that knows what it wrote and works out from all files
 * anew what they should say together.
 */
class ManifestFolderPropertyTest {
    /** Short, for broken files are told of only after it. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What an object in a file is: a node with this range and address, or one with a mistake in it. */
    private record Written(String name, int index, boolean wrong) {

        ClusterNode node() {
            return new ClusterNode(
                    name,
                    "uid-" + index,
                    List.of(IpAddress.parse("10.0.1." + index)),
                    List.of(Cidr.parse("10.200." + (index & ~1) + ".0/" + (index % 2 == 0 ? 23 : 24))),
                    Map.of());
        }

        String yaml() {
            return "apiVersion: v1\nkind: Node\nmetadata:\n  name: " + name + "\n  uid: uid-" + index
                    + "\nspec:\n  podCIDRs: [" + node().podCidrs().getFirst()
                    + "]\nstatus:\n  addresses:\n  - address: 10.0.1." + (wrong ? "x" : "") + index
                    + "\n    type: InternalIP\n";
        }

        String json() {
            return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"uid-"
                    + index
                    + "\"},\"spec\":{\"podCIDR\":\"" + node().podCidrs().getFirst()
                    + "\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.1."
                    + (wrong ? "x" : "") + index + "\"}]}}";
        }
    }

    /** What a file is known to say: its last good objects, and whether something is wrong with it now. */
    private record Known(Map<String, ClusterNode> nodes, boolean wrong) {

        static final Known NOTHING = new Known(Map.of(), false);

        Known broken() {
            return new Known(nodes, true);
        }

        Known after(List<Written> content) {
            Map<String, ClusterNode> now = new TreeMap<>();
            boolean nowWrong = false;
            for (Written written : content) {
                nowWrong |= written.wrong || now.containsKey(written.name);
                if (!written.wrong) {
                    now.putIfAbsent(written.name, written.node());
                }
            }
            for (Written written : content) {
                ClusterNode before = nodes.get(written.name);
                if (written.wrong && before != null) {
                    now.putIfAbsent(written.name, before);
                }
            }
            return new Known(now, nowWrong);
        }
    }

    @Property(tries = 40)
    void followsRandomEdits(@ForAll Random random) throws Exception {
        Path folder = Files.createTempDirectory("manifests");
        Recorder recorder = new Recorder();
        Map<String, Known> files = new TreeMap<>();
        try (ManifestFolder source = new ManifestFolder(folder, Cluster.EMPTY, GRACE_NANOS)) {
            source.start(recorder, new Vitals());
            for (int step = 1; step <= 25; step++) {
                // of a burst only the end may be seen, and so the last good state before it: no burst breaks a file
                int edits = 1 + random.nextInt(3);
                for (int edit = 0; edit < edits; edit++) {
                    edit(folder, files, random, edits == 1);
                }
                Written marker = new Written("z" + step, 250, false);
                files.put("zz.yaml", new Known(Map.of(marker.name, marker.node()), false));
                Files.writeString(folder.resolve("zz.yaml"), marker.yaml());
                Cluster wanted = cluster(files);
                Set<String> wrong = wrongFiles(files);
                recorder.await(
                        "step " + step + ": " + wanted + " and problems in " + wrong,
                        state -> state.cluster().equals(wanted)
                                && names(state.problems()).equals(wrong));
            }
        } finally {
            deleteAll(folder);
        }
    }

    @Property(tries = 60)
    void saysTheSameHoweverObjectsAreSplitOverFiles(@ForAll Random random) throws Exception {
        Path folder = Files.createTempDirectory("manifests");
        Recorder recorder = new Recorder();
        Map<String, Known> files = new TreeMap<>();
        try {
            for (int i = random.nextInt(6); i >= 0; i--) {
                String name = name(random);
                List<Written> content = content(random, true);
                files.put(name, Known.NOTHING.after(content));
                Files.writeString(folder.resolve(name), text(name, content, random));
            }
            try (ManifestFolder source = new ManifestFolder(folder, Cluster.EMPTY, GRACE_NANOS)) {
                source.start(recorder, new Vitals());
                Recorder.State state = recorder.await("the first change", now -> now.changes() > 0);
                assertThat(state.cluster()).isEqualTo(cluster(files));
                recorder.await("problems", now -> names(now.problems()).equals(wrongFiles(files)));
            }
        } finally {
            deleteAll(folder);
        }
    }

    private static void edit(Path folder, Map<String, Known> files, Random random, boolean mayBreak)
            throws IOException {
        String name = name(random);
        Path path = folder.resolve(name);
        Known before = files.getOrDefault(name, Known.NOTHING);
        switch (random.nextInt(mayBreak ? 6 : 4)) {
            case 0 -> {
                Files.deleteIfExists(path);
                files.remove(name);
            }
            case 1 -> {
                List<Written> content = content(random, false);
                Files.writeString(path, text(name, content, random));
                files.put(name, before.after(content));
            }
            case 2, 3 -> {
                List<Written> content = content(random, false);
                replace(path, text(name, content, random));
                files.put(name, before.after(content));
            }
            case 4 -> {
                List<Written> content = content(random, true);
                replace(path, text(name, content, random));
                files.put(name, before.after(content));
            }
            default -> {
                replace(path, text(name, content(random, true), random) + "\n{]");
                files.put(name, before.broken());
            }
        }
    }

    private static void replace(Path path, String text) throws IOException {
        Path next = path.resolveSibling("next");
        Files.writeString(next, text);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String name(Random random) {
        return (char) ('a' + random.nextInt(4))
                + List.of(".yaml", ".yml", ".json").get(random.nextInt(3));
    }

    private static List<Written> content(Random random, boolean mayBeWrong) {
        List<Written> content = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            content.add(
                    new Written("n" + random.nextInt(8), 1 + random.nextInt(16), mayBeWrong && random.nextInt(4) == 0));
        }
        return content;
    }

    private static String text(String name, List<Written> content, Random random) {
        boolean list = random.nextInt(3) == 0;
        String items = content.stream().map(Written::json).collect(Collectors.joining(",\n"));
        String asList = "{\"apiVersion\":\"v1\",\"items\":[" + items + "],\"kind\":\"List\"}";
        if (list) {
            return asList;
        }
        if (name.endsWith(".json")) {
            return content.stream().map(Written::json).collect(Collectors.joining("\n", " ", ""));
        }
        return content.stream()
                .map(written -> random.nextBoolean() ? written.yaml() : written.json() + "\n")
                .collect(Collectors.joining("--- # next\n", "# manifests\n", ""));
    }

    private static Cluster cluster(Map<String, Known> files) {
        Map<String, ClusterNode> merged = new TreeMap<>();
        files.values().forEach(file -> file.nodes.forEach(merged::putIfAbsent));
        List<ClusterNode> kept = new ArrayList<>();
        for (ClusterNode node : merged.values()) {
            kept.add(withoutTaken(node, kept));
        }
        return Cluster.of(kept);
    }

    private static ClusterNode withoutTaken(ClusterNode node, Collection<ClusterNode> others) {
        List<Cidr> ranges = node.podCidrs().stream()
                .filter(range -> others.stream()
                        .flatMap(other -> other.podCidrs().stream())
                        .noneMatch(range::overlaps))
                .toList();
        return new ClusterNode(node.name(), node.uid(), node.addresses(), ranges, node.annotations());
    }

    /** Files that are wrong themselves, that have what another has first, or whose node lost its range. */
    private static Set<String> wrongFiles(Map<String, Known> files) {
        Cluster cluster = cluster(files);
        Map<String, String> holders = new TreeMap<>();
        Set<String> wrong = new TreeSet<>();
        files.forEach((name, file) -> {
            boolean duplicate = false;
            for (String node : file.nodes.keySet()) {
                duplicate |= holders.putIfAbsent(node, name) != null;
            }
            if (file.wrong || duplicate) {
                wrong.add(name);
            }
        });
        holders.forEach((node, name) -> {
            ClusterNode left = cluster.node(node);
            if (left != null && left.podCidrs().isEmpty()) {
                wrong.add(name);
            }
        });
        return wrong;
    }

    private static Set<String> names(List<SourceProblem> problems) {
        return problems.stream()
                .map(problem -> String.valueOf(problem.file().getFileName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }
}
