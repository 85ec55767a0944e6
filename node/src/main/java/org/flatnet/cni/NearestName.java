package org.flatnet.cni;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds which name was meant by one that is misspelt. */
final class NearestName {
    private static final int MOST_EDITS = 2;
    private static final int MOST_CHARACTERS = 64;

    private NearestName() {}

    /** The known name that takes the fewest edits to become, if there is one near enough to be worth telling. */
    static Optional<String> of(String misspelt, Collection<String> known) {
        if (misspelt.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return known.stream()
                .filter(name -> edits(misspelt, name) <= Math.min(MOST_EDITS, name.length() / 2))
                .min(Comparator.comparingInt(name -> edits(misspelt, name)));
    }

    /** Levenshtein's distance, in which case does not count. */
    static int edits(String one, String other) {
        String from = one.toLowerCase(Locale.ROOT);
        String to = other.toLowerCase(Locale.ROOT);
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
