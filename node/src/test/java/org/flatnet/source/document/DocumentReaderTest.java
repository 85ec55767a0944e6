package org.flatnet.source.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {

    @Test
    void knowsWhereEachValueStands() throws DocumentException {
        Mapping document = (Mapping) only(yaml("# first\nkind: Node\nspec:\n  podCIDRs:\n  - a\n  -   \"b\"\n"));
        assertThat(document.line()).isEqualTo(2);
        Scalar kind = document.requiredText("kind");
        assertThat(kind).isEqualTo(new Scalar("Node", true, 2, 7));
        Mapping spec = (Mapping) document.entries().get(1).value();
        Sequence list = (Sequence) spec.entries().getFirst().value();
        assertThat(list.items()).containsExactly(new Scalar("a", true, 5, 5), new Scalar("b", false, 6, 7));
    }

    @Test
    void readsDocumentsOneAfterTheOther() throws DocumentException {
        assertThat(yaml("a\n---\nb\n...\n---\n---\nc")).hasSize(4);
        assertThat(json("{} 5 [true]")).hasSize(3);
        assertThat(yaml("")).isEmpty();
        assertThat(yaml("# nothing\n")).isEmpty();
        assertThat(json(" ")).isEmpty();
    }

    @Test
    void tellsTextsFromNumbersAndTruthValuesByTheCoreSchema() throws DocumentException {
        List<Value> items =
                ((Sequence) only(yaml("[a, 5, '5', true, yes, ~, null, '', 1.5, 0x10, 010, !!str 7]"))).items();
        assertThat(items.stream().map(value -> ((Scalar) value).isText()))
                .containsExactly(true, false, true, false, true, false, false, true, false, false, false, true);
        assertThat(items.get(1).description()).isEqualTo("the number 5");
        assertThat(items.get(3).description()).isEqualTo("the truth value true");
        assertThat(items.get(5).isNull()).isTrue();
        assertThat(items.get(6).description()).isEqualTo("nothing");
    }

    @Test
    void resolvesAliases() throws DocumentException {
        Sequence document = (Sequence) only(yaml("- &a {x: 1}\n- *a\n- &b text\n- {*b : 2}\n"));
        assertThat(document.items().get(1)).isSameAs(document.items().get(0));
        assertThat(((Mapping) document.items().get(3)).get("text")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: 1\nb: 2\na: 3' | 3 | 1 | is there twice",
                "'a: [1, 2' | 1 | 9 | not YAML",
                "'a: b: c' | 1 | 5 | not YAML",
                "'a:\n\t- b' | 2 | 1 | not YAML",
                "'[a]: b' | 1 | 1 | expected a name",
                "'<<: {a: 1}' | 1 | 1 | merge keys",
                "'- *nothing' | 1 | 3 | has no anchor before it",
                "'- &a [*a]' | 1 | 7 | part of",
                "'a: ''b' | 1 | 6 | not YAML",
            })
    void saysWhatIsWrongAndWhere(String text, int line, int column, String reason) {
        assertThatThrownBy(() -> yaml(text)).isInstanceOfSatisfying(DocumentException.class, e -> {
            assertThat(e.reason()).contains(reason);
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.column()).isEqualTo(column);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\" 1}", "[1,]", "{\"a\":1,\"a\":2}", "nul", "\"a", "{}}", "'a'"})
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> json(text))
                .isInstanceOfSatisfying(
                        DocumentException.class, e -> assertThat(e.line()).isEqualTo(1));
    }

    @Test
    void saysWhereTheBytesAreNotUtf8() {
        byte[] text = {'a', ':', '\n', ' ', (byte) 0xc3, '(', '\n'};
        assertThatThrownBy(() -> DocumentReader.yaml(text))
                .isInstanceOfSatisfying(
                        DocumentException.class, e -> assertThat(e.line()).isEqualTo(2))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void passesOverAByteOrderMark() throws DocumentException {
        assertThat(yaml("\uFEFFa: 1")).hasSize(1);
    }

    @Test
    void limitsDepth() throws DocumentException {
        String within = "[".repeat(100) + "]".repeat(100);
        String beyond = "[".repeat(101) + "]".repeat(101);
        assertThat(yaml(within)).hasSize(1);
        assertThat(json(within)).hasSize(1);
        for (String text : List.of(beyond, "[".repeat(100_000))) {
            assertThatThrownBy(() -> yaml(text)).isInstanceOf(DocumentException.class);
            assertThatThrownBy(() -> json(text)).isInstanceOf(DocumentException.class);
        }
        assertThatThrownBy(() -> yaml(beyond)).hasMessageContaining("at most 100 levels");
    }

    @Test
    void limitsWhatAliasesStandFor() {
        StringBuilder bomb = new StringBuilder("a0: &a0 x\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a" + i + ": &a" + i + " [")
                    .append(("*a" + (i - 1) + ",").repeat(10))
                    .append("]\n");
        }
        assertThatThrownBy(() -> yaml(bomb.toString())).hasMessageContaining("aliases stand for too many values");
    }

    @Test
    void offersTheItemsOfAListAsTheyAreRead() throws DocumentException {
        String text = "{\"items\": [1, 2, {\"items\": [3]}], \"more\": {\"items\": [4]}}";
        List<Value> offered = new ArrayList<>();
        Mapping document = (Mapping) DocumentReader.yaml(text.getBytes(StandardCharsets.UTF_8))
                .next(value -> value instanceof Scalar && offered.add(value));
        assertThat(offered).hasSize(2);
        assertThat(document).isNotNull();
        assertThat(((Sequence) document.entries().getFirst().value()).items()).hasSize(1);
    }

    @Provide
    Arbitrary<String> jsonText() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("abc :#-{}[],&*!|>'%@`~01")
                .ofMaxLength(6)
                .map(text -> '"' + text + '"');
        Arbitrary<String> scalars = Arbitraries.oneOf(texts, Arbitraries.of("0", "-1.5", "true", "false", "null"));
        return Arbitraries.recursive(() -> scalars, DocumentReaderTest::nested, 0, 4);
    }

    private static Arbitrary<String> nested(Arbitrary<String> values) {
        return Arbitraries.oneOf(
                values,
                values.list().ofMaxSize(3).map(items -> "[" + String.join(", ", items) + "]"),
                Combinators.combine(values.list().ofMaxSize(3), Arbitraries.of(" ", "\n "))
                        .as(DocumentReaderTest::jsonMapping));
    }

    private static String jsonMapping(List<String> values, String space) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",").append(space + "\"k" + i + "\": ").append(values.get(i));
        }
        return text.append("}").toString();
    }

    /** YAML 1.2 holds JSON: both readers must see the same values at the same places. */
    @Property
    void readsJsonTheSameByEitherReader(@ForAll("jsonText") String text) throws DocumentException {
        assertThat(yaml(text)).isEqualTo(json(text));
    }

    @Property(tries = 2000)
    void anyTextIsDocumentsOrAProblem(@ForAll @Size(max = 40) List<@net.jqwik.api.From("piece") String> pieces) {
        readOrRefuse(String.join("", pieces).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> piece() {
        return Arbitraries.of(
                "a",
                "key: ",
                "- ",
                "\n",
                "  ",
                "\t",
                "{",
                "}",
                "[",
                "]",
                ",",
                "&a ",
                "*a",
                "!!str ",
                "!x ",
                "|",
                ">",
                "'",
                "\"",
                "\\",
                "---",
                "...",
                "%YAML 1.2\n",
                "%TAG ! x\n",
                "#c\n",
                "? ",
                ": ",
                "\r",
                "\u0000",
                "\u0085",
                "\uFEFF",
                "~",
                "1",
                "\\x",
                "\uD83D\uDE00",
                "@",
                "`",
                "<<: ",
                "items: ",
                "\"k\": ",
                "true");
    }

    @Property(tries = 2000)
    void anyBytesAreDocumentsOrAProblem(@ForAll @Size(max = 60) byte[] bytes) {
        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            all(DocumentReader.yaml(bytes));
        } catch (DocumentException e) {
            assertThat(e.reason()).isNotBlank();
        }
        try {
            all(DocumentReader.json(new ByteArrayInputStream(bytes)));
        } catch (DocumentException e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    private static Value only(List<Value> documents) {
        assertThat(documents).hasSize(1);
        return documents.getFirst();
    }

    private static List<Value> yaml(String text) throws DocumentException {
        return all(DocumentReader.yaml(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Value> json(String text) throws DocumentException {
        return all(DocumentReader.json(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<Value> all(DocumentReader reader) throws DocumentException {
        List<Value> documents = new ArrayList<>();
        for (@Nullable Value value = reader.next(); value != null; value = reader.next()) {
            documents.add(value);
        }
        return documents;
    }
}
