package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.ClusterObject;
import org.flatnet.cluster.NodeAnnotations;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestsTest {
    private static final String WORKER = """
            apiVersion: v1
            kind: Node
            metadata:
              name: worker-0
              uid: 5ba4e1ab
              labels: {kubernetes.io/os: linux}
              annotations:
                flannel.alpha.coreos.com/backend-type: vxlan
                flannel.alpha.coreos.com/backend-data: '{"VNI":1,"VtepMAC":"7e:12:34:56:78:9a"}'
                other: thing
            spec:
              podCIDR: 10.200.0.0/24
              podCIDRs:
              - 10.200.0.0/24
              - fd00:1::/64
            status:
              addresses:
              - {type: Hostname, address: worker-0}
              - {type: ExternalIP, address: 203.0.113.5}
              - {type: InternalIP, address: 10.0.1.20}
              - {type: InternalIP, address: "fd00::20"}
            """;
    private static final ClusterNode NODE = new ClusterNode(
            "worker-0",
            "5ba4e1ab",
            List.of(IpAddress.parse("10.0.1.20"), IpAddress.parse("fd00::20")),
            List.of(Cidr.parse("10.200.0.0/24"), Cidr.parse("fd00:1::/64")),
            Map.of(
                    NodeAnnotations.FLANNEL_BACKEND_TYPE,
                    "vxlan",
                    NodeAnnotations.FLANNEL_BACKEND_DATA,
                    "{\"VNI\":1,\"VtepMAC\":\"7e:12:34:56:78:9a\"}"));

    @Test
    void readsANode() throws DocumentException {
        Manifests manifests = yaml(WORKER);
        assertThat(manifests.flaws()).isEmpty();
        assertThat(manifests.objects()).containsExactly(new ManifestObject(NODE, 1));
    }

    @Test
    void takesExternalAddressesWhereThereAreNoOthers() throws DocumentException {
        ClusterNode node = (ClusterNode)
                yaml(WORKER.replace("InternalIP", "Other")).objects().getFirst().object();
        assertThat(node.addresses()).containsExactly(IpAddress.parse("203.0.113.5"));
    }

    @Test
    void readsNodesThatHaveNothingYet() throws DocumentException {
        String text = "{apiVersion: v1, kind: Node, metadata: {name: a, uid: null}, spec: {podCIDR: ''}, status: }";
        assertThat(objects(yaml(text))).containsExactly(new ClusterNode("a", "", List.of(), List.of(), Map.of()));
    }

    @Test
    void passesOverOtherKindsAndEmptyDocuments() throws DocumentException {
        Manifests manifests = yaml("---\n---\napiVersion: v1\nkind: Secret\nmetadata: 5\n---\n" + WORKER
                + "---\napiVersion: example.org/v1\nkind: Node\n---\nkind: ThingList\napiVersion: v1\nitems: 7\n");
        assertThat(manifests.flaws()).isEmpty();
        assertThat(manifests.objects()).containsExactly(new ManifestObject(NODE, 7));
    }

    @Test
    void takesListsApart() throws DocumentException {
        String items = "[" + item("a") + "," + item("b") + "]";
        String list = "{\"items\":" + items + ",\"kind\":\"List\",\"apiVersion\":\"v1\"}";
        String nodeList = "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":\"a\"}},"
                + item("b") + "]}";
        for (String text : List.of(list, nodeList)) {
            assertThat(names(yaml(text))).containsExactlyInAnyOrder("a", "b");
            assertThat(names(json(text))).containsExactlyInAnyOrder("a", "b");
        }
        assertThat(names(json(list.replace("\"List\"", "\"Other\"")))).isEmpty();
        assertThat(json(list.replace("[", "[{\"kind\":\"List\",\"apiVersion\":\"v1\"},"))
                        .flaws())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.reason()).contains("a list in a list"));
    }

    private static String item(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.1.20} | 10.0.1} | 20 | 33 | is not an IP address",
                "10.0.1.20} | 127.0.0.1} | 20 | 33 | cannot be a node's address",
                "10.0.1.20} | 5} | 20 | 33 | expected a text, found the number 5; put it in quotes",
                "'type: InternalIP, address: 10' | 'address: 10' | 20 | 5 | type is missing",
                "'- {type: Hostname, address: worker-0}' | - worker-0 | 18 | 5 | expected mappings with type and address",
                "- 10.200.0.0/24 | - 10.200.0.1/24 | 14 | 5 | the network is 10.200.0.0/24",
                "- fd00:1::/64 | - 10.201.0.0/24 | 14 | 3 | are both IPv4",
                "- fd00:1::/64 | - 5 | 15 | 5 | expected texts, found the number 5",
                "'podCIDR: 10.200.0.0/24' | 'podCIDR: 10.7.0.0/24' | 12 | 12 | is not the first of spec.podCIDRs",
                "'podCIDR: 10.200.0.0/24' | 'podCIDR: [a]' | 12 | 12 | expected a text, found a list",
                "name: worker-0 | name: Worker | 4 | 9 | is not a node's name",
                "name: worker-0 | name: 17 | 4 | 9 | expected a text, found the number 17",
                "'name: worker-0' | 'generateName: x' | 4 | 3 | name is missing",
                "VtepMAC\":\"7e | VtepMAC\":\"7f | 9 | 44 | multicast",
                "'{\"VNI' | '{\"VNI\":' | 9 | 44 | not JSON",
                "apiVersion: v1 | version: v1 | 1 | 1 | apiVersion is missing",
                "kind: Node | kind: | 1 | 1 | kind is missing",
            })
    void saysWhatIsWrongAndWhere(String right, String wrong, int line, int column, String reason)
            throws DocumentException {
        assertThat(WORKER).contains(right);
        Manifests manifests = yaml(WORKER.replaceFirst(
                        java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong))
                + "---\n" + WORKER.replace("worker-0", "worker-1"));
        assertThat(names(manifests)).containsExactly("worker-1");
        assertThat(manifests.flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.reason()).contains(reason);
            assertThat(flaw.line()).isEqualTo(line);
            assertThat(flaw.column()).isEqualTo(column);
            boolean nameless =
                    reason.contains("name") || reason.contains("17") || reason.contains(" is missing") && line == 1;
            assertThat(flaw.key()).isEqualTo(nameless ? null : ObjectKey.node("worker-0"));
        });
    }

    @Test
    void saysWhatIsNoObjectAtAll() throws DocumentException {
        assertThat(yaml("just words").flaws())
                .singleElement()
                .satisfies(
                        flaw -> assertThat(flaw.reason())
                                .isEqualTo(
                                        "expected a Kubernetes object with apiVersion and kind, found the text \"just words\""));
    }

    private static Manifests yaml(String text) throws DocumentException {
        return Manifests.read(DocumentReader.yaml(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Manifests json(String text) throws DocumentException {
        return Manifests.read(DocumentReader.json(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<ClusterObject> objects(Manifests manifests) {
        return manifests.objects().stream().map(ManifestObject::object).toList();
    }

    private static List<String> names(Manifests manifests) {
        return objects(manifests).stream().map(object -> object.key().name()).toList();
    }
}
