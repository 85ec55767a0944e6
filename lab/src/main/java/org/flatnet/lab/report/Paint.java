package org.flatnet.lab.report;

/** Colours for a terminal, or none. */
public enum Paint {
    PLAIN,
    COLOURED;

    private static final String END = "\u001b[0m";

    /** Colours where a person looks at a terminal and has not asked for none (no-color.org). */
    public static Paint choose(boolean terminal, boolean noColourWanted) {
        return terminal && !noColourWanted ? COLOURED : PLAIN;
    }

    String good(String text) {
        return with("32", text);
    }

    String bad(String text) {
        return with("1;31", text);
    }

    String strong(String text) {
        return with("1", text);
    }

    String faint(String text) {
        return with("2", text);
    }

    private String with(String code, String text) {
        return this == PLAIN ? text : "\u001b[" + code + "m" + text + END;
    }
}
