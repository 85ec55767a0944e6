package org.flatnet.lab.cni;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A network's configuration: the plugins to call, in order.
 *
 * @param file where it was read
 * @param cniVersion the version that caller and plugins speak: the newest of those the list offers
 * @param disableCheck plugins are not asked to CHECK
 * @param plugins their configurations as they stand in the list
 */
public record NetworkList(Path file, String name, String cniVersion, boolean disableCheck, List<ObjectNode> plugins) {
    /** What this caller speaks, newest last. */
    private static final List<String> VERSIONS = List.of("0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");

    private static final JsonMapper JSON = new JsonMapper();

    public NetworkList {
        plugins = List.copyOf(plugins);
    }

    /** The first good list of a configuration folder by name, which is the one that a runtime takes; or none. */
    public static Optional<NetworkList> firstIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(NetworkList::isConfiguration).sorted().toList();
        }
        @Nullable IOException broken = null;
        for (Path file : files) {
            try {
                return Optional.of(read(file));
            } catch (IOException e) {
                broken = e;
            }
        }
        if (broken != null) {
            throw broken;
        }
        return Optional.empty();
    }

    private static boolean isConfiguration(Path file) {
        String name = file.getFileName().toString();
        return Stream.of(".conflist", ".conf", ".json").anyMatch(name::endsWith);
    }

    /** Reads a list, or a single plugin's configuration as a list of one. */
    public static NetworkList read(Path file) throws IOException {
        try {
            return parse(file, JSON.readTree(Files.readString(file)));
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static NetworkList parse(Path file, JsonNode root) throws IOException {
        if (!(root instanceof ObjectNode object)) {
            throw new IOException(file + " holds no JSON object");
        }
        String name = object.path("name").asString("");
        if (name.isEmpty()) {
            throw new IOException(file + " gives the network no name");
        }
        List<ObjectNode> plugins = new ArrayList<>();
        if (object.has("plugins")) {
            for (JsonNode plugin : object.path("plugins")) {
                plugins.add(plugin(file, plugin));
            }
        } else {
            plugins.add(plugin(file, object));
        }
        if (plugins.isEmpty()) {
            throw new IOException(file + " lists no plugin");
        }
        return new NetworkList(
                file, name, version(file, object), object.path("disableCheck").asBoolean(false), plugins);
    }

    private static ObjectNode plugin(Path file, JsonNode plugin) throws IOException {
        if (plugin instanceof ObjectNode object
                && !object.path("type").asString("").isEmpty()) {
            return object;
        }
        throw new IOException(file + " lists a plugin without a type");
    }

    private static String version(Path file, ObjectNode list) throws IOException {
        List<String> offered = new ArrayList<>();
        offered.add(list.path("cniVersion").asString("0.1.0"));
        list.path("cniVersions").forEach(version -> offered.add(version.asString("")));
        return VERSIONS.reversed().stream()
                .filter(offered::contains)
                .findFirst()
                .orElseThrow(() -> new IOException(
                        file + " offers the CNI versions " + offered + "; this caller speaks " + VERSIONS));
    }

    /** Whether the version spoken is this one or a newer one. */
    public boolean speaksAtLeast(String version) {
        return VERSIONS.indexOf(cniVersion) >= VERSIONS.indexOf(version);
    }

    /** The capabilities that a plugin declares. */
    static Stream<String> capabilities(ObjectNode plugin) {
        JsonNode declared = plugin.path("capabilities");
        return declared.propertyNames().stream()
                .filter(name -> declared.path(name).asBoolean(false));
    }

    /** The types of the plugins, for people. */
    public String types() {
        return String.join(
                ", ",
                Arrays.stream(plugins.toArray(ObjectNode[]::new))
                        .map(plugin -> plugin.path("type").asString(""))
                        .toList());
    }
}
