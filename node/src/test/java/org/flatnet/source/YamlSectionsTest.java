package org.flatnet.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.flatnet.source.document.Value;
import org.junit.jupiter.api.Test;

/** Cutting a text into documents, against reading it as one. */
class YamlSectionsTest {

    @Test
    void cutsBeforeEachLineThatBeginsADocument() throws IOException {
        assertThat(cut("a\n---\nb\n--- c\n---d\n ---\n---"))
                .containsExactly("a\n", "---\nb\n", "--- c\n---d\n ---\n", "---");
        assertThat(cut("---\n---\r\n")).containsExactly("---\n", "---\r\n");
        assertThat(cut("")).isEmpty();
    }

    @Test
    void leavesWholeWhatFollowsADirective() throws IOException {
        assertThat(cut("a\n---\nb\n...\n%YAML 1.2\n---\nc\n---\nd"))
                .containsExactly("a\n", "---\nb\n...\n%YAML 1.2\n---\nc\n---\nd");
    }

    @Test
    void cutsTextsThatAreLargerThanItsBuffer() throws IOException {
        String document = "---\n" + "x".repeat(50_000) + "\n";
        assertThat(cut(document.repeat(5))).containsOnly(document).hasSize(5);
    }

    @Provide
    Arbitrary<String> piece() {
        return Arbitraries.of(
                "---",
                "---\n",
                "--- ",
                "...\n",
                "%YAML 1.2\n",
                "a: ",
                "b\n",
                "- c\n",
                "  ",
                "\n",
                "\r\n",
                "|\n",
                "'",
                "\"",
                "[",
                "]",
                "#",
                "&x ",
                "*x",
                "text");
    }

    @Property(tries = 3000)
    void readsTheSameInPiecesAsAWhole(@ForAll @Size(max = 25) List<@From("piece") String> pieces) throws IOException {
        String text = String.join("", pieces);
        assertThat(String.join("", cut(text))).isEqualTo(text);
        Optional<List<Value>> whole = values(text.getBytes(StandardCharsets.UTF_8));
        Optional<List<Value>> cut = Optional.of(new ArrayList<>());
        YamlSections sections = new YamlSections(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        for (var section = sections.next(); section != null && cut.isPresent(); section = sections.next()) {
            Optional<List<Value>> read = values(padded(section));
            cut.get().addAll(read.orElse(List.of()));
            cut = read.isPresent() ? cut : Optional.empty();
        }
        assertThat(withoutNothing(cut)).isEqualTo(withoutNothing(whole));
    }

    /** Empty lines before it put a piece where it stands in the whole. */
    private static byte[] padded(YamlSections.Section section) throws IOException {
        ByteArrayOutputStream padded = new ByteArrayOutputStream();
        padded.write("\n".repeat(section.firstLine() - 1).getBytes(StandardCharsets.UTF_8));
        padded.write(section.text());
        return padded.toByteArray();
    }

    /** What follows the last document, or comes before the first, may read as an empty one. */
    private static Optional<List<Value>> withoutNothing(Optional<List<Value>> values) {
        return values.map(list -> list.stream().filter(value -> !value.isNull()).toList());
    }

    private static Optional<List<Value>> values(byte[] text) {
        try {
            DocumentReader reader = DocumentReader.yaml(text);
            List<Value> values = new ArrayList<>();
            for (Value value = reader.next(); value != null; value = reader.next()) {
                values.add(value);
            }
            return Optional.of(values);
        } catch (DocumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> cut(String text) throws IOException {
        YamlSections sections = new YamlSections(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> cut = new ArrayList<>();
        for (var section = sections.next(); section != null; section = sections.next()) {
            cut.add(new String(section.text(), StandardCharsets.UTF_8));
        }
        return cut;
    }
}
