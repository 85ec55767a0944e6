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

    /**
     * The whole number of this name; where there is none, the one given.
     *
     * @throws DocumentException if it is no number, or larger than an int
     */
    public int number(String name, int absent) throws DocumentException {
        Value value = get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Scalar scalar && scalar.isWholeNumber()) {
            try {
                return Integer.parseInt(scalar.text());
            } catch (NumberFormatException e) {
                throw new DocumentException(value, name + ": " + scalar.text() + " is too large a number");
            }
        }
        throw unexpected(name, "a whole number", value);
    }

    /** The truth value of this name; where there is none, the one given. */
    public boolean truth(String name, boolean absent) throws DocumentException {
        Value value = get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Scalar scalar && scalar.isTruthValue()) {
            return Boolean.parseBoolean(scalar.text());
        }
        throw unexpected(name, "true or false", value);
    }

    /** The mappings in the list of this name; none where there is no list. */
    public List<Mapping> mappings(String name) throws DocumentException {
        Sequence list = sequence(name);
        return list == null ? List.of() : list.mappings(name);
    }

    /** The texts in the list of this name; none where there is no list. */
    public List<Scalar> texts(String name) throws DocumentException {
        Sequence list = sequence(name);
        return list == null ? List.of() : list.texts(name);
    }

    @Override
    public String description() {
        return "a mapping";
    }

    private static DocumentException unexpected(String name, String expected, Value found) {
        return new DocumentException(found, name + ": expected " + expected + ", found " + found.description());
    }
}
