package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict reading of JSON: what is refused, with code 6 and the place. */
class JsonReaderTest {

    @Test
    void keysMatchWhateverTheirCase() throws Exception {
        ConfigSection root = ConfigSection.root(read("{\"bandWidth\": \"x\", \"NAME\": \"n\"}"));
        assertThat(root.text("bandwidth")).isEqualTo("x");
        assertThat(root.text("name")).isEqualTo("n");
        root.refuseOthers();
    }

    @Test
    void everyKindOfValueIsKept() throws Exception {
        Json.Members members = read("{\"a\": [1, -2.50e3, true, false, null, \"\\u00e4\\n\", {}]}");
        assertThat(Objects.requireNonNull(members.get("a")).value())
                .hasToString("[1, -2.50e3, true, false, null, \"ä\n\", {}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"text\"",
                "null",
                "{",
                "{\"a\"}",
                "{\"a\": }",
                "{\"a\": 1,}",
                "{a: 1}",
                "{'a': 1}",
                "{\"a\": 01}",
                "{\"a\": +1}",
                "{\"a\": .5}",
                "{\"a\": NaN}",
                "{\"a\": 0x10}",
                "{\"a\": tru}",
                "{\"a\": \"\n\"}",
                "{\"a\": \"\\x\"}",
                "{} {}",
                "{} x",
                "{} // comment",
                "/* comment */ {}",
                "\uFEFF{}",
            })
    void whatIsNoObjectIsRefused(String text) {
        refused(text).withMessageStartingWith("the network configuration cannot be read");
    }

    @Test
    void thePlaceIsSaid() {
        refused("{\n  \"name\": \"n\",\n  \"mtu\": x\n}").withMessageContaining("at line 3, column ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mtu\": 1, \"mtu\": 2}                         | mtu",
                "{\"mtu\": 1, \"MTU\": 2}                         | MTU",
                "{\"ipam\": {\"ranges\": [[{\"a\": 1, \"A\": 1}]]}} | A",
                "{\"args\": {\"cni\": {\"\\u0061\": 1, \"a\": 2}}}  | a",
            })
    void aKeyThatStandsTwiceIsRefused(String text, String key) {
        refused(text)
                .withMessageMatching(".*at line 1, column \\d+: the key \"" + key + "\" stands twice in one object");
    }

    @Test
    void theSameKeyInTwoObjectsIsNoRepetition() throws Exception {
        assertThat(read("{\"a\": {\"b\": 1}, \"b\": {\"a\": 1}}").all()).hasSize(2);
    }

    @Test
    void deepNestingIsRefused() throws Exception {
        read("{\"a\": " + "[".repeat(31) + "]".repeat(31) + "}");
        refused("{\"a\": " + "[".repeat(32) + "]".repeat(32) + "}")
                .withMessageEndingWith("Document nesting depth (33) exceeds the maximum allowed (32)");
        refused("{\"a\":".repeat(200_000)).withMessageContaining("32");
        refused("[".repeat(500_000)).withMessageContaining("expected a JSON object");
    }

    @Test
    void sizeIsLimited() {
        refused("{\"a\": \"" + "x".repeat(10 << 20) + "\"}").withMessageContaining("expected at most 1048576");
        refused("{\"a\": \"" + "x".repeat(100_000) + "\"}").withMessageContaining("65536");
        refused("{\"" + "x".repeat(100_000) + "\": 1}").withMessageContaining("1024");
        refused("{\"a\": " + "1".repeat(1_000) + "}").withMessageContaining("64");
        refused("{\"a\": [" + "1,".repeat(200_000) + "1]}").withMessageContaining("100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udc00", "\\ud800\\u0041", "\\udc00\\ud800"})
    void halfOfASurrogatePairIsRefused(String escaped) {
        refused("{\"a\": \"" + escaped + "\"}").withMessageContaining("surrogate");
        refused("{\"" + escaped + "\": 1}").withMessageContaining("surrogate");
    }

    @Test
    void invalidUtf8IsRefusedWithItsPlace() {
        byte[] bytes = "{\"name\": \"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[10] = (byte) 0xff;
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> JsonReader.read(bytes))
                .withMessage("the network configuration is not UTF-8: byte 10 is 0xff")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.DECODING));
    }

    @Test
    void otherEncodingsAreNotGuessed() {
        for (var charset : java.util.List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            assertThatExceptionOfType(CniException.class)
                    .isThrownBy(() -> JsonReader.read("{}".getBytes(charset)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.DECODING));
        }
    }

    private static Json.Members read(String text) throws CniException {
        return JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ThrowableAssertAlternative<CniException> refused(String text) {
        return assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> read(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.DECODING))
                .satisfies(e -> assertThat(e.message().length()).isLessThan(400));
    }
}
