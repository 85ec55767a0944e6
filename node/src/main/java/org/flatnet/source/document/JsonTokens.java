package org.flatnet.source.document;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** JSON as tokens; several values may follow each other. */
final class JsonTokens implements Tokens {
    private static final int LONGEST_TEXT = 16 << 20;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DocumentReader.DEEPEST + 1)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    private final JsonParser parser;

    JsonTokens(InputStream in) throws DocumentException {
        try {
            parser = FACTORY.createParser(ObjectReadContext.empty(), in);
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    @Override
    public Kind next() throws DocumentException {
        try {
            JsonToken token = parser.nextToken();
            return switch (token) {
                case null -> Kind.END;
                case START_OBJECT -> Kind.MAPPING;
                case START_ARRAY -> Kind.SEQUENCE;
                case END_OBJECT, END_ARRAY -> Kind.CLOSE;
                default -> Kind.SCALAR;
            };
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    @Override
    public String text() throws DocumentException {
        try {
            return parser.getString();
        } catch (JacksonException e) {
            throw problem(e);
        }
    }

    @Override
    public boolean plain() {
        JsonToken token = parser.currentToken();
        return token != JsonToken.VALUE_STRING && token != JsonToken.PROPERTY_NAME;
    }

    @Override
    public int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    @Override
    public int column() {
        return parser.currentTokenLocation().getColumnNr();
    }

    @Override
    public @Nullable String anchor() {
        return null;
    }

    private static DocumentException problem(JacksonException e) {
        TokenStreamLocation place = e.getLocation();
        int line = place == null ? 0 : Math.max(0, place.getLineNr());
        int column = place == null ? 0 : Math.max(0, place.getColumnNr());
        return new DocumentException(line, column, "not JSON: " + e.getOriginalMessage());
    }
}
