package org.flatnet.source.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Named values, in the order in which they are written. No name occurs twice.
 *
 * @param entries the names with their values
 */
public record Mapping(List<Entry> entries, int line, int column) implements Value {

    public Mapping {
        entries = List.copyOf(entries);
    }

    /** A name, where it stands, and its value. */
    public record Entry(Scalar name, Value value) {}

    /** The value of this name; null where there is none, or where it is null itself. */
    public @Nullable Value get(String name) {
        for (Entry entry : entries) {
            if (entry.name.text().equals(name)) {
                return entry.value.isNull() ? null : entry.value;
            }
        }
        return null;
    }

    /** The mapping of this name; null where there is none. */
    public @Nullable Mapping mapping(String name) throws DocumentException {
        Value value = get(name);
        if (value == null || value instanceof Mapping) {
            return (Mapping) value;
        }
        throw unexpected(name, "a mapping", value);
    }

    /** The list of this name; null where there is none. */
    public @Nullable Sequence sequence(String name) throws DocumentException {
        Value value = get(name);
        if (value == null || value instanceof Sequence) {
            return (Sequence) value;
        }
        throw unexpected(name, "a list", value);
    }

    /** The text of this name; null where there is none. A number or truth value has to be quoted to be one. */
    public @Nullable Scalar text(String name) throws DocumentException {
        Value value = get(name);
        if (value == null || value instanceof Scalar scalar && scalar.isText()) {
            return (Scalar) value;
        }
        String cure = value instanceof Scalar ? "; put it in quotes" : "";
        throw new DocumentException(value, name + ": expected a text, found " + value.description() + cure);
    }

    /** The text of this name, which must be there. */
    public Scalar requiredText(String name) throws DocumentException {
        Scalar text = text(name);
        if (text == null) {
            throw new DocumentException(this, name + " is missing: expected a text");
        }
        return text;
    }

    @Override
    public String description() {
        return "a mapping";
    }

    private static DocumentException unexpected(String name, String expected, Value found) {
        return new DocumentException(found, name + ": expected " + expected + ", found " + found.description());
    }
}
