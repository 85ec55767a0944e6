package org.flatnet.lab.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.TestProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Plugins are called as libcni calls them: with what, in which order, and what is made of their answers. */
@Tag("kernel")
class LibcniTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Notes what it is called with, and answers with its own type's name as an interface added to prevResult. */
    private static final String PLUGIN = """
            #!/bin/sh
            type=$(basename "$0")
            input=$(cat)
            folder=FOLDER
            printf '%s\\n' "$CNI_COMMAND $type ${CNI_CONTAINERID:-} ${CNI_NETNS:-} ${CNI_IFNAME:-} ${CNI_ARGS:-}" >> $folder/calls
            printf '%s\\n' "$input" > $folder/input.$type.$CNI_COMMAND
            readlink /proc/self/ns/net > $folder/namespace
            if [ -e $folder/fail.$type.$CNI_COMMAND ]; then cat $folder/fail.$type.$CNI_COMMAND; echo trouble >&2; exit 1; fi
            if [ "$CNI_COMMAND" = ADD ]; then
              echo '{"cniVersion":"1.1.0","interfaces":[{"name":"'$type'"}],"ips":[{"address":"10.200.0.2/24"}]}'
            fi
            """;

    @TempDir
    private Path folder;

    private NetworkNamespace node;
    private Libcni libcni;
    private NetworkList list;
    private final Attachment attachment = new Attachment(
            "c1",
            Path.of("/run/netns/pod"),
            "eth0",
            Map.of("K8S_POD_NAME", "web"),
            Map.of("dns", StringNode.valueOf("x")));

    @BeforeEach
    void prepare() throws Exception {
        for (String type : List.of("first", "second")) {
            Path plugin = folder.resolve(type);
            Files.writeString(plugin, PLUGIN.replace("FOLDER", folder.toString()));
            Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path configuration = folder.resolve("10-net.conflist");
        Files.writeString(configuration, """
                {"cniVersion":"1.0.0","cniVersions":["0.4.0","1.1.0"],"name":"net","plugins":[
                  {"type":"first","key":1},{"type":"second","capabilities":{"dns":true,"mac":false}}]}""");
        node = NetworkNamespace.createNamed(folder.resolve("node"));
        libcni = new Libcni(TestProgram.built(), folder.resolve("node"), folder, folder.resolve("cache"));
        list = NetworkList.firstIn(folder).orElseThrow();
    }

    @AfterEach
    void clear() throws Exception {
        node.close();
        NetworkNamespace.removeNamed(folder.resolve("node"));
    }

    private List<String> calls() throws IOException {
        return Files.exists(folder.resolve("calls")) ? Files.readAllLines(folder.resolve("calls")) : List.of();
    }

    private JsonNode input(String type, String command) throws IOException {
        return JSON.readTree(Files.readString(folder.resolve("input." + type + "." + command)));
    }

    @Test
    void anAddGoesThroughTheListAndADelBack() throws Exception {
        JsonNode result = libcni.add(list, attachment);
        libcni.check(list, attachment);
        libcni.delete(list, attachment);
        String rest = " c1 /run/netns/pod eth0 K8S_POD_NAME=web";
        assertThat(calls())
                .containsExactly(
                        "ADD first" + rest,
                        "ADD second" + rest,
                        "CHECK first" + rest,
                        "CHECK second" + rest,
                        "DEL second" + rest,
                        "DEL first" + rest);
        assertThat(Files.readString(folder.resolve("namespace")).strip())
                .as("plugins run on the node")
                .isEqualTo(node.id().toString());

        assertThat(input("first", "ADD"))
                .isEqualTo(JSON.readTree("{\"type\":\"first\",\"key\":1,\"name\":\"net\",\"cniVersion\":\"1.1.0\"}"));
        assertThat(input("second", "ADD")
                        .path("prevResult")
                        .path("interfaces")
                        .path(0)
                        .path("name")
                        .asString(""))
                .isEqualTo("first");
        assertThat(input("second", "ADD").path("runtimeConfig")).isEqualTo(JSON.readTree("{\"dns\":\"x\"}"));
        for (String command : List.of("CHECK", "DEL")) {
            assertThat(input("first", command).path("prevResult")).isEqualTo(result);
        }
        assertThat(libcni.cachedResult(list, attachment)).isNull();
        libcni.delete(list, attachment);
        assertThat(input("first", "DEL").has("prevResult")).isFalse();
    }

    @Test
    void garbageIsCollectedByAllAlsoAfterAFailure() throws Exception {
        Files.writeString(folder.resolve("fail.first.GC"), "{\"code\":5,\"msg\":\"disk\",\"details\":\"full\"}");
        assertThatThrownBy(() -> libcni.collectGarbage(list, List.of(attachment)))
                .isInstanceOfSatisfying(
                        CniFailure.class, e -> assertThat(e.code()).isEqualTo(5))
                .hasMessage("first GC: error 5: disk: full");
        assertThat(input("second", "GC").path("cni.dev/valid-attachments"))
                .isEqualTo(JSON.readTree("[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}]"));
        assertThat(calls()).containsExactly("GC first    ", "GC second    ");
    }

    @Test
    void aFailureIsToldInThePluginsWords() throws Exception {
        Files.writeString(folder.resolve("fail.second.ADD"), "no JSON");
        assertThatThrownBy(() -> libcni.add(list, attachment))
                .hasMessage("second ADD: exit status 1; no JSON; trouble");
        Files.writeString(folder.resolve("fail.first.STATUS"), "{\"code\":50,\"msg\":\"away\"}");
        assertThatThrownBy(() -> libcni.status(list)).hasMessage("first STATUS: error 50: away");
        Files.delete(folder.resolve("first"));
        assertThatThrownBy(() -> libcni.status(list)).hasMessageContaining("there is no executable");
    }

    @Test
    void oldListsAreNotAskedWhatTheyDoNotKnow() throws Exception {
        Path file = folder.resolve("20-old.conf");
        Files.writeString(file, "{\"cniVersion\":\"0.3.1\",\"name\":\"old\",\"type\":\"first\"}");
        NetworkList old = NetworkList.read(file);
        libcni.status(old);
        libcni.collectGarbage(old, List.of());
        assertThat(calls()).isEmpty();
        assertThatThrownBy(() -> libcni.check(old, attachment)).hasMessageContaining("0.3.1");
        libcni.add(old, attachment);
        libcni.delete(old, attachment);
        assertThat(input("first", "DEL").has("prevResult"))
                .as("only from 0.4.0")
                .isFalse();
    }

    @Test
    void whatIsNoListIsSaid() throws Exception {
        Path file = folder.resolve("bad.conf");
        Files.writeString(file, "{");
        assertThatThrownBy(() -> NetworkList.read(file)).hasMessageContaining("is no JSON");
        Files.writeString(file, "{\"name\":\"x\",\"cniVersion\":\"9.0.0\",\"type\":\"t\"}");
        assertThatThrownBy(() -> NetworkList.read(file)).hasMessageContaining("offers the CNI versions");
        assertThat(NetworkList.firstIn(folder.resolve("none"))).isEmpty();
    }
}
