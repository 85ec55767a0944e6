package org.flatnet.cni;

/** What callers sent, as messages show it: never longer than a line. */
final class Shown {
    private static final int CHARACTERS = 160;

    private Shown() {}

    static String quoted(String text) {
        return '"' + shortened(text) + '"';
    }

    static String shortened(String text) {
        if (text.length() <= CHARACTERS) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(CHARACTERS - 1));
        return text.substring(0, splitsPair ? CHARACTERS - 1 : CHARACTERS) + "…";
    }
}
