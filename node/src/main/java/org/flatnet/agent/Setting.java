package org.flatnet.agent;

import java.util.List;
import java.util.function.Function;

/**
 * One setting of the agent: the line of the table from which the YAML file, the command line's flags, the documentation
 * and the error messages are made.
 *
 * @param key its name in the file; with two dashes before it the flag's name
 * @param form what is written for it, for the usage and for messages: {@code native|cloud|vxlan|cross-subnet}
 * @param shape what it looks like in the file
 * @param byDefault what holds where it is not given, as it would be written; empty for nothing
 * @param documentation what it does, in full sentences
 * @param reading turns what is written into the value; an {@link IllegalArgumentException} says what was expected
 */
public record Setting<T>(
        String key,
        String form,
        Shape shape,
        String byDefault,
        String documentation,
        Function<List<String>, T> reading) {

    /** What a setting looks like in YAML. */
    public enum Shape {
        TEXT("a text"),
        NUMBER("a whole number"),
        SWITCH("true or false"),
        /** Texts; one alone needs no list. As a flag, with commas between. */
        LIST("a list of texts");

        private final String title;

        Shape(String title) {
            this.title = title;
        }

        /** For messages: {@code a whole number}. */
        @Override
        public String toString() {
            return title;
        }
    }

    /** The flag: {@code --mode}. */
    public String flag() {
        return "--" + key;
    }

    /** The value of what a flag, or the default, says. */
    T read(String text) {
        return reading.apply(shape == Shape.LIST ? split(text) : List.of(text));
    }

    /** The value of what the file says. */
    T read(List<String> texts) {
        return reading.apply(texts);
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }
}
