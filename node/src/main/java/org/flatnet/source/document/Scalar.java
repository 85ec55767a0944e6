package org.flatnet.source.document;

import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * A single value, as it is written.
 *
 * @param text its characters, without quotes
 * @param plain whether it was written without quotes, so that it may be a number, a truth value or null
 */
public record Scalar(String text, boolean plain, int line, int column) implements Value {
    private static final int SHOWN_CHARACTERS = 60;
    private static final ScalarResolver CORE_SCHEMA = new CoreScalarResolver(false);

    /** Whether it is a text: quoted, or nothing else by YAML 1.2's core schema. */
    public boolean isText() {
        return !plain || tag().equals(Tag.STR);
    }

    /** Whether it is {@code true} or {@code false}. */
    public boolean isTruthValue() {
        return plain && tag().equals(Tag.BOOL);
    }

    /** Whether it is a whole number. */
    public boolean isWholeNumber() {
        return plain && tag().equals(Tag.INT);
    }

    @Override
    public boolean isNull() {
        return plain && (text.isEmpty() || tag().equals(Tag.NULL));
    }

    @Override
    public String description() {
        String shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "…" : text;
        if (isNull()) {
            return "nothing";
        }
        if (isText()) {
            return "the text \"" + shown + "\"";
        }
        return (isTruthValue() ? "the truth value " : "the number ") + shown;
    }

    private Tag tag() {
        return CORE_SCHEMA.resolve(text, true);
    }
}
