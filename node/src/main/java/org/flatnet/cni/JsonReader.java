package org.flatnet.cni;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the one JSON object of a configuration, strictly: UTF-8, limited in size, depth and number of values, no key
 * twice, nothing after it.
 */
final class JsonReader {
    static final int MAXIMUM_BYTES = 1 << 20;
    static final int MAXIMUM_DEPTH = 32;
    private static final int MAXIMUM_TOKENS = 100_000;
    private static final int MAXIMUM_NAME_CHARACTERS = 1024;
    private static final int MAXIMUM_NUMBER_CHARACTERS = 64;
    private static final int MAXIMUM_TEXT_CHARACTERS = 1 << 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxTokenCount(MAXIMUM_TOKENS)
                    .maxNameLength(MAXIMUM_NAME_CHARACTERS)
                    .maxNumberLength(MAXIMUM_NUMBER_CHARACTERS)
                    .maxStringLength(MAXIMUM_TEXT_CHARACTERS)
                    .build())
            // Both keep what callers send beyond the call: names that never end, and chosen to collide.
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();
    private static final Json NULL = new Json.Null();
    private static final Json TRUE = new Json.Flag(true);
    private static final Json FALSE = new Json.Flag(false);

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads an object that is all of the bytes but for white space. */
    static Json.Members read(byte[] bytes) throws CniException {
        if (bytes.length > MAXIMUM_BYTES) {
            throw new CniException(
                    CniCode.DECODING,
                    "the network configuration has " + bytes.length + " bytes: expected at most " + MAXIMUM_BYTES);
        }
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), decode(bytes))) {
            return new JsonReader(parser).document();
        }
    }

    /** Decodes before parsing: the parser would guess another encoding from the first bytes. */
    private static String decode(byte[] bytes) throws CniException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            return decoder.decode(input).toString();
        } catch (CharacterCodingException e) {
            throw new CniException(
                            CniCode.DECODING,
                            "the network configuration is not UTF-8: byte " + input.position() + " is 0x"
                                    + String.format("%02x", bytes[input.position()]))
                    .causedBy(e);
        }
    }

    private Json.Members document() throws CniException {
        try {
            return wholeDocument();
        } catch (JacksonException e) {
            // What breaks a limit comes without a place of its own.
            TokenStreamLocation place = e.getLocation();
            // The parser tells its programmers too which of its settings holds a limit.
            String why = e.getOriginalMessage().replaceFirst(", from `[^`]*`", "");
            throw refused(place == null ? parser.currentLocation() : place, why).causedBy(e);
        }
    }

    private Json.Members wholeDocument() throws CniException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw refused(
                    parser.currentTokenLocation(),
                    first == null ? "it is empty: expected a JSON object" : "expected a JSON object");
        }
        Json.Members document = members();
        if (parser.nextToken() != null) {
            throw refused(parser.currentTokenLocation(), "there is more after the end of the object");
        }
        return document;
    }

    private Json.Members members() throws CniException {
        Json.Members members = new Json.Members();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            TokenStreamLocation place = parser.currentTokenLocation();
            if (!members.add(wellFormed(name), value(parser.nextToken()))) {
                throw refused(place, "the key " + Shown.quoted(name) + " stands twice in one object");
            }
        }
        return members;
    }

    private Json value(JsonToken token) throws CniException {
        return switch (token) {
            case START_OBJECT -> members();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Json.Text(wellFormed(parser.getString()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Numeral(parser.getString());
            case VALUE_TRUE -> TRUE;
            case VALUE_FALSE -> FALSE;
            case VALUE_NULL -> NULL;
            default -> throw refused(parser.currentTokenLocation(), "unexpected " + token);
        };
    }

    private Json.Array array() throws CniException {
        List<Json> values = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            values.add(value(token));
        }
        return new Json.Array(List.copyOf(values));
    }

    /** Refuses half of a surrogate pair, which an escape can smuggle in: no UTF-8 can carry it out again. */
    private String wellFormed(String text) throws CniException {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw refused(parser.currentTokenLocation(), "the escaped character is half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private static CniException refused(TokenStreamLocation place, String what) {
        return new CniException(
                CniCode.DECODING,
                "the network configuration cannot be read at line " + place.getLineNr() + ", column "
                        + place.getColumnNr() + ": " + Shown.shortened(what));
    }
}
