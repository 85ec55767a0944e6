package org.flatnet.lab.cni;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.flatnet.lab.process.PodProgram;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls a node's plugins as libcni does: ADD in the list's order, each given the result before it; DEL in reverse; the
 * last result kept for CHECK and DEL. Any thread may call; attachments are independent of each other.
 *
 * @param program runs the plugins in the node's namespace
 * @param node the node's network namespace
 * @param pluginFolder where plugins are found by their type; CNI_PATH
 * @param cache a folder where results are kept
 */
public record Libcni(PodProgram program, Path node, Path pluginFolder, Path cache) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Longer than any call of ours may take, so that a caller is never stuck. */
    private static final int LONGEST_CALL_SECONDS = 120;

    /** Attaches a container; the last plugin's result. What a failure left behind is for {@link #delete} to remove. */
    public JsonNode add(NetworkList list, Attachment attachment) throws IOException {
        @Nullable JsonNode result = null;
        for (ObjectNode plugin : list.plugins()) {
            ObjectNode config = configuration(list, plugin, attachment, result);
            result = parse(plugin, "ADD", call(plugin, "ADD", environment("ADD", attachment), config));
        }
        if (result == null) {
            throw new IllegalStateException("a list without plugins");
        }
        Path file = cacheFile(list, attachment);
        Files.createDirectories(cache);
        Files.writeString(file, result.toString());
        return result;
    }

    /** Takes a container off the network. Repeating it is no error. */
    public void delete(NetworkList list, Attachment attachment) throws IOException {
        JsonNode result = list.speaksAtLeast("0.4.0") ? cachedResult(list, attachment) : null;
        for (ObjectNode plugin : list.plugins().reversed()) {
            ObjectNode config = configuration(list, plugin, attachment, result);
            call(plugin, "DEL", environment("DEL", attachment), config);
        }
        Files.deleteIfExists(cacheFile(list, attachment));
    }

    /** Has every plugin check that the attachment is as its ADD left it. */
    public void check(NetworkList list, Attachment attachment) throws IOException {
        if (list.disableCheck()) {
            return;
        }
        if (!list.speaksAtLeast("0.4.0")) {
            throw new CniFailure(
                    "CHECK of network " + list.name(),
                    CniFailure.NO_CODE,
                    "version " + list.cniVersion() + " has none");
        }
        JsonNode result = cachedResult(list, attachment);
        for (ObjectNode plugin : list.plugins()) {
            ObjectNode config = configuration(list, plugin, attachment, result);
            call(plugin, "CHECK", environment("CHECK", attachment), config);
        }
    }

    /** Whether every plugin could take an ADD now; before 1.1.0 nobody can tell, and nothing is asked. */
    public void status(NetworkList list) throws IOException {
        for (ObjectNode plugin : list.speaksAtLeast("1.1.0") ? list.plugins() : List.<ObjectNode>of()) {
            ObjectNode config = named(list, plugin);
            call(plugin, "STATUS", environment("STATUS", null), config);
        }
    }

    /** Has every plugin drop what belongs to none of these; all are asked, also after a failure. */
    public void collectGarbage(NetworkList list, Collection<Attachment> valid) throws IOException {
        @Nullable CniFailure failure = null;
        for (ObjectNode plugin : list.speaksAtLeast("1.1.0") ? list.plugins() : List.<ObjectNode>of()) {
            ObjectNode config = named(list, plugin);
            // The second key is what libcni sent before the specification named the first.
            for (String key : List.of("cni.dev/valid-attachments", "cni.dev/attachments")) {
                ArrayNode attachments = config.putArray(key);
                valid.forEach(attachment -> attachments
                        .addObject()
                        .put("containerID", attachment.containerId())
                        .put("ifname", attachment.interfaceName()));
            }
            try {
                call(plugin, "GC", environment("GC", null), config);
            } catch (CniFailure e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What the last ADD of the attachment gave; null if there was none. */
    public @Nullable JsonNode cachedResult(NetworkList list, Attachment attachment) throws IOException {
        Path file = cacheFile(list, attachment);
        return Files.exists(file) ? JSON.readTree(Files.readString(file)) : null;
    }

    private Path cacheFile(NetworkList list, Attachment attachment) {
        return cache.resolve(list.name() + "-" + attachment.containerId() + "-" + attachment.interfaceName());
    }

    private static ObjectNode named(NetworkList list, ObjectNode plugin) {
        ObjectNode config = plugin.deepCopy();
        return config.put("name", list.name()).put("cniVersion", list.cniVersion());
    }

    private static ObjectNode configuration(
            NetworkList list, ObjectNode plugin, Attachment attachment, @Nullable JsonNode previous) {
        ObjectNode config = named(list, plugin);
        ObjectNode runtime = JSON.createObjectNode();
        NetworkList.capabilities(plugin).forEach(name -> {
            JsonNode value = attachment.capabilities().get(name);
            if (value != null) {
                runtime.set(name, value);
            }
        });
        if (!runtime.isEmpty()) {
            config.set("runtimeConfig", runtime);
        }
        if (previous != null) {
            config.set("prevResult", previous);
        }
        return config;
    }

    private Map<String, String> environment(String command, @Nullable Attachment attachment) {
        Map<String, String> variables = new HashMap<>();
        variables.put("CNI_COMMAND", command);
        variables.put("CNI_PATH", pluginFolder.toString());
        if (attachment != null) {
            Path namespace = attachment.namespace();
            variables.put("CNI_CONTAINERID", attachment.containerId());
            variables.put("CNI_NETNS", namespace == null ? "" : namespace.toString());
            variables.put("CNI_IFNAME", attachment.interfaceName());
            variables.put(
                    "CNI_ARGS",
                    attachment.arguments().entrySet().stream()
                            .map(argument -> argument.getKey() + "=" + argument.getValue())
                            .collect(Collectors.joining(";")));
        }
        return variables;
    }

    /** Runs a plugin; what it wrote. */
    private String call(ObjectNode plugin, String command, Map<String, String> variables, ObjectNode config)
            throws IOException {
        String what = plugin.path("type").asString("") + " " + command;
        Path executable = pluginFolder.resolve(plugin.path("type").asString(""));
        if (!Files.isExecutable(executable)) {
            throw new CniFailure(what, CniFailure.NO_CODE, "there is no executable " + executable);
        }
        ProcessBuilder builder = new ProcessBuilder(program.run(node, false, List.of(executable.toString())));
        String path = builder.environment().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(variables);
        Process process = builder.start();
        CompletableFuture<String> errors = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> errors.complete(readAll(process)));
        try (OutputStream input = process.getOutputStream()) {
            input.write(config.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A plugin may end without reading; what it says then counts.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = exitStatus(process, what);
        if (status == 0) {
            return output;
        }
        throw failure(what, status, output, errors.join());
    }

    private static String readAll(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static int exitStatus(Process process, String what) throws IOException {
        try {
            if (!process.waitFor(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CniFailure(
                        what, CniFailure.NO_CODE, "no answer within " + LONGEST_CALL_SECONDS + " s: killed");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CniFailure(what, CniFailure.NO_CODE, "interrupted while it ran: killed");
        }
    }

    private static CniFailure failure(String what, int status, String output, String errors) {
        try {
            JsonNode error = JSON.readTree(output);
            if (error.path("code").isNumber()) {
                String details = error.path("details").asString("");
                return new CniFailure(
                        what,
                        error.path("code").asInt(),
                        error.path("msg").asString("") + (details.isEmpty() ? "" : ": " + details));
            }
        } catch (JacksonException e) {
            // No JSON: told as it is.
        }
        List<String> parts = new ArrayList<>(List.of("exit status " + status));
        List.of(output, errors).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .forEach(parts::add);
        return new CniFailure(what, CniFailure.NO_CODE, String.join("; ", parts));
    }

    private static JsonNode parse(ObjectNode plugin, String command, String output) throws CniFailure {
        try {
            JsonNode result = JSON.readTree(output);
            if (result instanceof ObjectNode) {
                return result;
            }
        } catch (JacksonException e) {
            // Told below.
        }
        throw new CniFailure(
                plugin.path("type").asString("") + " " + command,
                CniFailure.NO_CODE,
                "no result, but \"" + output.strip() + "\"");
    }
}
