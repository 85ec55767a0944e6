package org.flatnet.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.flatnet.source.document.Sequence;
import org.flatnet.source.document.Value;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The last picture of the cluster, on disk, for a boot at which the source cannot be asked: which ranges are this node's
 * and which its peers'. One JSON file, written whole to another name and then renamed, so that a crash leaves the old or
 * the new one.
 */
public final class ClusterCache {
    private static final String VERSION = "1";
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private final Path file;

    /** @param folder where the file {@code cluster.json} lies; made when it is missing */
    public ClusterCache(Path folder) {
        this.file = folder.resolve("cluster.json");
    }

    /**
     * Keeps this picture instead of the one before. Waits until the disk has it.
     *
     * @throws IOException where it cannot be written; the one before is still there
     */
    public void write(Cluster cluster) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling("cluster.json.next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            print(cluster, Channels.newOutputStream(channel));
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The picture that was kept; null where none ever was.
     *
     * @throws IOException where there is one that cannot be read, with the file, the place and the reason
     */
    public @Nullable Cluster read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Value document = DocumentReader.json(in).next();
            if (!(document instanceof Mapping mapping)) {
                throw new IOException(file + ": expected a JSON object");
            }
            return cluster(mapping);
        } catch (NoSuchFileException e) {
            return null;
        } catch (DocumentException e) {
            throw new IOException(file + ":" + e.line() + ":" + e.column() + ": " + e.reason(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void print(Cluster cluster, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("version", VERSION);
            json.writeArrayPropertyStart("nodes");
            for (ClusterNode node : cluster.nodes().values()) {
                json.writeRaw('\n');
                print(node, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (JacksonException e) {
            throw new IOException(e.getOriginalMessage(), e);
        }
    }

    private static void print(ClusterNode node, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", node.name());
        json.writeStringProperty("uid", node.uid());
        json.writeArrayPropertyStart("addresses");
        node.addresses().forEach(address -> json.writeString(address.toString()));
        json.writeEndArray();
        json.writeArrayPropertyStart("podCIDRs");
        node.podCidrs().forEach(range -> json.writeString(range.toString()));
        json.writeEndArray();
        json.writeObjectPropertyStart("annotations");
        node.annotations().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static Cluster cluster(Mapping document) throws DocumentException {
        Scalar version = document.requiredText("version");
        if (!version.text().equals(VERSION)) {
            throw new DocumentException(
                    version, "written in format " + version.text() + ": expected format " + VERSION);
        }
        Sequence written = document.sequence("nodes");
        List<ClusterNode> nodes = new ArrayList<>();
        for (Value value : written == null ? List.<Value>of() : written.items()) {
            if (!(value instanceof Mapping node)) {
                throw new DocumentException(value, "expected a node, found " + value.description());
            }
            nodes.add(node(node));
        }
        return Cluster.of(nodes);
    }

    private static ClusterNode node(Mapping node) throws DocumentException {
        List<IpAddress> addresses = new ArrayList<>(2);
        for (Scalar text : node.texts("addresses")) {
            addresses.add(IpAddress.parse(text.text()));
        }
        List<Cidr> podCidrs = new ArrayList<>(2);
        for (Scalar text : node.texts("podCIDRs")) {
            podCidrs.add(Cidr.parse(text.text()));
        }
        Map<String, String> annotations = new HashMap<>();
        Mapping written = node.mapping("annotations");
        if (written != null) {
            for (Mapping.Entry entry : written.entries()) {
                String name = entry.name().text().intern();
                annotations.put(name, written.requiredText(name).text());
            }
        }
        return new ClusterNode(
                node.requiredText("name").text(), node.requiredText("uid").text(), addresses, podCidrs, annotations);
    }
}
