package org.flatnet.kernel.route;

import org.jspecify.annotations.Nullable;

/** Builds a line of words. */
final class Words {
    private final StringBuilder line = new StringBuilder();

    Words(Object... words) {
        add(words);
    }

    Words add(Object... words) {
        for (Object word : words) {
            String text = word.toString();
            if (!text.isEmpty()) {
                line.append(line.isEmpty() ? "" : " ").append(text);
            }
        }
        return this;
    }

    /** A keyword and its value, if there is one. */
    Words addIfPresent(String keyword, @Nullable Object value) {
        return value == null ? this : add(keyword, value);
    }

    Words addIf(boolean condition, Object... words) {
        return condition ? add(words) : this;
    }

    /** A word in quotes where a shell needs them. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
