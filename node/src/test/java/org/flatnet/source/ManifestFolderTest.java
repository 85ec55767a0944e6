package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real folder, with real notifications. */
class ManifestFolderTest {
    private final Recorder recorder = new Recorder();

    @TempDir
    private @Nullable Path temporary;

    private Path folder = Path.of("unset");
    private @Nullable ManifestFolder source;

    @BeforeEach
    void makeTheFolder() throws IOException {
        folder = Objects.requireNonNull(temporary).resolve("manifests");
        Files.createDirectory(folder);
    }

    @AfterEach
    void stop() {
        if (source != null) {
            source.close();
        }
    }

    private void follow(Cluster remembered) throws IOException {
        follow(new ManifestFolder(folder, remembered));
    }

    private void follow(ManifestFolder followed) throws IOException {
        source = followed;
        followed.start(recorder, new Vitals());
    }

    private void follow() throws IOException {
        follow(new ManifestFolder(folder));
    }

    private Recorder.State awaitNodes(String... names) throws InterruptedException {
        Set<String> wanted = new TreeSet<>(List.of(names));
        return recorder.await(
                "the nodes " + wanted,
                state -> state.changes() > 0 && state.cluster().nodes().keySet().equals(wanted));
    }

    private Recorder.State awaitProblem(String part) throws InterruptedException {
        return recorder.await(
                "the problem " + part,
                state -> state.problems().stream()
                        .anyMatch(problem -> problem.toString().contains(part)));
    }

    private void awaitNoProblems() throws InterruptedException {
        recorder.await("no problems", state -> state.problems().isEmpty());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void replace(String name, String text) throws IOException {
        Path next = folder.resolve("." + name + ".swp");
        Files.writeString(next, text);
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String yaml(String name, int index) {
        return "---\napiVersion: v1\nkind: Node\nmetadata: {name: " + name + "}\nspec: {podCIDR: 10.200." + index
                + ".0/24}\nstatus:\n  addresses:\n  - {type: InternalIP, address: 10.0.1." + index + "}\n";
    }

    private static ClusterNode node(String name, int index) {
        return new ClusterNode(
                name,
                "",
                List.of(IpAddress.parse("10.0.1." + index)),
                List.of(Cidr.parse("10.200." + index + ".0/24")),
                Map.of());
    }

    @Test
    void tellsOfEverythingFirstAndOfEachChangeAfter() throws Exception {
        write("a.yaml", yaml("a", 1) + yaml("b", 2));
        write("c.json", """
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "c"}}""");
        write("notes.txt", "not a manifest");
        write(".hidden.yaml", yaml("hidden", 9));
        Files.createDirectory(folder.resolve("folder.yaml"));
        follow();
        Recorder.State first = awaitNodes("a", "b", "c");
        assertThat(first.changes()).isEqualTo(1);
        assertThat(first.problems()).isEmpty();
        assertThat(first.cluster().node("a")).isEqualTo(node("a", 1));

        write("a.yaml", yaml("a", 1) + yaml("d", 2));
        Recorder.State second = awaitNodes("a", "c", "d");
        assertThat(second.cluster().node("a")).isSameAs(first.cluster().node("a"));
        replace("c.json", "");
        Files.delete(folder.resolve("a.yaml"));
        awaitNodes();
    }

    @Test
    void tellsOfAnEmptyFolderToo() throws Exception {
        follow();
        awaitNodes();
    }

    @Test
    void keepsTheLastGoodStateOfABrokenFile() throws Exception {
        write("a.yaml", yaml("a", 1));
        write("b.yaml", yaml("b", 2));
        follow();
        awaitNodes("a", "b");
        write("a.yaml", yaml("a", 1) + "---\nkind: [\n");
        Recorder.State broken = awaitProblem("a.yaml:11:1: not YAML");
        assertThat(broken.cluster().nodes()).containsOnlyKeys("a", "b");
        assertThat(broken.problems().getFirst().reason()).contains("still holds");
        write("b.yaml", yaml("c", 3));
        awaitNodes("a", "c");
        write("a.yaml", yaml("d", 4));
        awaitNodes("c", "d");
        awaitNoProblems();
    }

    @Test
    void keepsTheLastGoodStateOfABrokenObjectAndFollowsTheOthers() throws Exception {
        write("a.yaml", yaml("a", 1) + yaml("b", 2));
        follow();
        awaitNodes("a", "b");
        write("a.yaml", yaml("a", 1).replace("10.0.1.1", "10.0.1.256") + yaml("c", 3));
        Recorder.State state = awaitNodes("a", "c");
        assertThat(state.cluster().node("a")).isEqualTo(node("a", 1));
        awaitProblem("a.yaml:8:33: status.addresses: \"10.0.1.256\" is not an IP address");
    }

    @Test
    void letsTheFirstFileByNameHold() throws Exception {
        write("b.yaml", yaml("x", 2));
        follow();
        awaitNodes("x");
        write("c.yaml", yaml("x", 3));
        awaitProblem("c.yaml:2: Node x is in b.yaml too, in line 2");
        assertThat(recorder.state().cluster().node("x")).isEqualTo(node("x", 2));
        write("a.yaml", yaml("y", 9) + yaml("x", 1));
        recorder.await(
                "x of a.yaml", state -> node("x", 1).equals(state.cluster().node("x")));
        awaitProblem("b.yaml:2: Node x is in a.yaml too, in line 10");
        Files.delete(folder.resolve("a.yaml"));
        Files.delete(folder.resolve("b.yaml"));
        recorder.await(
                "x of c.yaml", state -> node("x", 3).equals(state.cluster().node("x")));
        awaitNoProblems();
    }

    @Test
    void namesBothNodesOfRangesThatOverlap() throws Exception {
        write("b.yaml", yaml("b", 1));
        follow();
        awaitNodes("b");
        write("a.yaml", yaml("a", 1));
        Recorder.State state =
                awaitProblem("b.yaml:2: the range 10.200.1.0/24 of Node b overlaps 10.200.1.0/24 of Node a");
        assertThat(Objects.requireNonNull(state.cluster().node("b")).podCidrs()).isEmpty();
        assertThat(state.cluster().node("a")).isEqualTo(node("a", 1));
        Files.delete(folder.resolve("a.yaml"));
        recorder.await(
                "b's range back", now -> node("b", 1).equals(now.cluster().node("b")));
        awaitNoProblems();
    }

    @Test
    void waitsForAFolderThatIsMissingAndKeepsWhatWasInOneThatGoes() throws Exception {
        Path parent = Objects.requireNonNull(temporary).resolve("x");
        folder = parent.resolve("y/manifests");
        follow();
        Recorder.State missing = awaitProblem("manifests: the folder is missing: create it");
        assertThat(missing.changes()).isZero();
        Files.createDirectories(folder);
        awaitNodes();
        awaitNoProblems();
        write("a.yaml", yaml("a", 1));
        awaitNodes("a");

        Path moved = parent.resolveSibling("moved");
        Files.move(parent, moved);
        assertThat(awaitProblem("the folder is missing").cluster().nodes()).containsOnlyKeys("a");
        Files.createDirectories(folder.getParent());
        Files.createDirectory(folder);
        awaitNodes();
        awaitNoProblems();
        write("b.yaml", yaml("b", 2));
        awaitNodes("b");
    }

    @Test
    void followsAFolderThatIsReplacedThroughALink() throws Exception {
        Path one = Files.createDirectory(folder.resolveSibling("one"));
        Path two = Files.createDirectory(folder.resolveSibling("two"));
        Files.writeString(one.resolve("n.yaml"), yaml("one", 1));
        Files.writeString(two.resolve("n.yaml"), yaml("two", 2));
        Files.delete(folder);
        Files.createSymbolicLink(folder, one);
        follow();
        awaitNodes("one");
        Path next = Files.createSymbolicLink(folder.resolveSibling("next"), two);
        Files.move(next, folder, StandardCopyOption.ATOMIC_MOVE);
        awaitNodes("two");
        Files.writeString(two.resolve("m.yaml"), yaml("three", 3));
        awaitNodes("two", "three");
    }

    @Test
    void followsAMountedConfigMap() throws Exception {
        mountConfigMap("..1", yaml("a", 1));
        Files.createSymbolicLink(folder.resolve("nodes.yaml"), Path.of("..data/nodes.yaml"));
        follow();
        awaitNodes("a");
        for (int round = 2; round < 6; round++) {
            mountConfigMap(".." + round, yaml("a" + round, round));
            Path old = folder.resolve(".." + (round - 1));
            Files.delete(old.resolve("nodes.yaml"));
            Files.delete(old);
            awaitNodes("a" + round);
        }
        awaitNoProblems();
    }

    /** As the kubelet does it: a new folder, and then the link {@code ..data} replaced. */
    private void mountConfigMap(String version, String text) throws IOException {
        Files.createDirectory(folder.resolve(version));
        Files.writeString(folder.resolve(version).resolve("nodes.yaml"), text);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void followsAFileThatALinkPointsTo() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolveSibling("elsewhere"));
        Path target = elsewhere.resolve("some.yaml");
        Files.writeString(target, yaml("a", 1));
        follow();
        awaitNodes();
        Files.createSymbolicLink(folder.resolve("n.yaml"), target);
        awaitNodes("a");
        Files.writeString(target, yaml("b", 2));
        awaitNodes("b");
        Files.delete(target);
        assertThat(awaitProblem("n.yaml: the link points at nothing").cluster().nodes())
                .containsOnlyKeys("b");
        Files.delete(folder.resolve("n.yaml"));
        awaitNodes();
        awaitNoProblems();
    }

    @Test
    void takesAFileThatStaysEmptyForEmpty() throws Exception {
        write("a.yaml", yaml("a", 1));
        follow();
        awaitNodes("a");
        write("a.yaml", "");
        awaitNodes();
    }

    @Test
    void waitsForTheWriterOfAFileThatItEmptied() throws Exception {
        write("a.yaml", yaml("a", 1));
        follow(new ManifestFolder(folder, Cluster.EMPTY, TimeUnit.HOURS.toNanos(1)));
        awaitNodes("a");
        for (int round = 0; round < 20; round++) {
            try (FileChannel file = FileChannel.open(
                    folder.resolve("a.yaml"), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                // another file is told of meanwhile: the emptied one has been looked at
                write("b.yaml", yaml("b" + round, 2));
                assertThat(awaitNodes("a", "b" + round).cluster().node("a")).isNotNull();
                file.write(java.nio.ByteBuffer.wrap(yaml("a", 1).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
        assertThat(recorder.state().problems()).isEmpty();
    }

    @Test
    void refusesFilesThatAreTooLargeWithoutReadingThem() throws Exception {
        follow();
        awaitNodes();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("big.yaml").toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        awaitProblem("big.yaml: the file is too large, 67108865 bytes: expected at most 67108864");
    }

    @Test
    void seesEveryFileOfABurstThatOverflowsTheNotifications() throws Exception {
        follow();
        awaitNodes();
        for (int i = 0; i < 2000; i++) {
            write("n" + i + ".yaml", "{apiVersion: v1, kind: Node, metadata: {name: n" + i + "}}");
        }
        recorder.await("2000 nodes", state -> state.cluster().nodes().size() == 2000);
        for (int i = 0; i < 2000; i += 2) {
            Files.delete(folder.resolve("n" + i + ".yaml"));
        }
        recorder.await("1000 nodes", state -> state.cluster().nodes().size() == 1000);
        assertThat(recorder.state().problems()).isEmpty();
    }

    @Test
    void readsAFileOfFiveThousandNodesAndFollowsOneOfThem() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append("---\napiVersion: v1\nkind: Node\nmetadata: {name: n" + i + "}\nspec: {podCIDR: 10." + (i >> 8)
                    + "." + (i & 255) + ".0/24}\n");
        }
        write("nodes.yaml", text.toString());
        follow();
        Recorder.State all =
                recorder.await("5000 nodes", state -> state.cluster().nodes().size() == 5000);
        write("nodes.yaml", "# a line more\n" + text.toString().replace("10.1.5.0/24", "10.99.5.0/24"));
        Recorder.State moved = recorder.await("one moved", state -> state.changes() == 2);
        assertThat(moved.cluster().node("n0")).isSameAs(all.cluster().node("n0"));
        assertThat(Objects.requireNonNull(moved.cluster().node("n261")).podCidrs())
                .containsExactly(Cidr.parse("10.99.5.0/24"));
        assertThat(moved.problems()).isEmpty();
    }

    @Test
    void standsInForAFileThatWasNeverGoodWithWhatIsRemembered() throws Exception {
        Cluster remembered = Cluster.of(List.of(node("a", 1), node("b", 2), node("c", 3)));
        write("a.yaml", "kind: [");
        write("b.yaml", yaml("b", 7));
        follow(remembered);
        Recorder.State state = awaitNodes("a", "b", "c");
        assertThat(state.cluster().node("b")).isEqualTo(node("b", 7));
        Files.delete(folder.resolve("b.yaml"));
        awaitNodes("a", "c");
        write("a.yaml", yaml("a", 1));
        awaitNodes("a");
        awaitNoProblems();
        write("d.yaml", "kind: [");
        assertThat(awaitProblem("d.yaml").cluster().nodes()).containsOnlyKeys("a");
    }

    @Test
    void standsInForAMissingFolderWithWhatIsRemembered() throws Exception {
        Files.delete(folder);
        follow(Cluster.of(List.of(node("a", 1))));
        awaitNodes("a");
        awaitProblem("the folder is missing");
        Files.createDirectory(folder.resolveSibling("unrelated"));
        Files.createDirectory(folder);
        awaitNodes();
    }

    @Test
    void tellsNothingAfterItIsClosed() throws Exception {
        ManifestFolder closing = new ManifestFolder(folder);
        closing.start(recorder, new Vitals());
        awaitNodes();
        closing.close();
        closing.close();
        write("a.yaml", yaml("a", 1));
        follow();
        awaitNodes("a");
        assertThat(recorder.state().changes()).isEqualTo(2);
        assertThatThrownBy(() -> closing.start(recorder, new Vitals())).isInstanceOf(IllegalStateException.class);
    }
}
