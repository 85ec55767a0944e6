package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.NodeAnnotations;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCacheTest {
    private static final Cluster CLUSTER = Cluster.of(List.of(
            new ClusterNode(
                    "worker-0",
                    "uid \"0\"\n",
                    List.of(IpAddress.parse("10.0.1.20"), IpAddress.parse("fd00::20")),
                    List.of(Cidr.parse("10.200.0.0/24"), Cidr.parse("fd00:1::/64")),
                    Map.of(NodeAnnotations.FLANNEL_BACKEND_DATA, "{\"VNI\":1}")),
            new ClusterNode("worker-1", "", List.of(), List.of(), Map.of())));

    @Test
    void givesBackWhatWasWritten(@TempDir Path folder) throws IOException {
        ClusterCache cache = new ClusterCache(folder.resolve("var/lib/flatnet"));
        assertThat(cache.read()).isNull();
        cache.write(CLUSTER);
        assertThat(cache.read()).isEqualTo(CLUSTER);
        cache.write(Cluster.EMPTY);
        assertThat(cache.read()).isEqualTo(Cluster.EMPTY);
        assertThat(folder.resolve("var/lib/flatnet")).isDirectoryContaining("glob:**/cluster.json");
    }

    @Test
    void keepsTheOldPictureWhereANewOneCannotBeWritten(@TempDir Path folder) throws IOException {
        ClusterCache cache = new ClusterCache(folder);
        cache.write(CLUSTER);
        Files.createDirectory(folder.resolve("cluster.json.next"));
        assertThatThrownBy(() -> cache.write(Cluster.EMPTY)).isInstanceOf(IOException.class);
        assertThat(cache.read()).isEqualTo(CLUSTER);
    }

    @Property(tries = 300)
    void refusesADamagedFileWithItsName(
            @ForAll @IntRange(max = 400) int position, @ForAll @IntRange(max = 255) int replacement)
            throws IOException {
        Path folder = Files.createTempDirectory("cache");
        Path file = folder.resolve("cluster.json");
        try {
            ClusterCache cache = new ClusterCache(folder);
            cache.write(CLUSTER);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, position % bytes.length));
            assertThatThrownBy(cache::read).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
            bytes[position % bytes.length] = (byte) replacement;
            Files.write(file, bytes);
            try {
                cache.read();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(file.toString());
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    @Test
    void refusesAnotherFormat(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("cluster.json"), "{\"version\":\"2\"}");
        assertThatThrownBy(() -> new ClusterCache(folder).read()).hasMessageContaining("expected format 1");
    }
}
