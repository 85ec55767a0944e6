package org.flatnet.kernel.nftables;

/** Times as nft writes them: {@code 1d2h3m4s5ms}. */
final class Durations {
    private static final long[] UNITS_MILLIS = {86_400_000, 3_600_000, 60_000, 1000, 1};
    private static final String[] NAMES = {"d", "h", "m", "s", "ms"};

    private Durations() {}

    static String text(long millis) {
        StringBuilder text = new StringBuilder();
        long rest = millis;
        for (int i = 0; i < NAMES.length; i++) {
            long count = rest / UNITS_MILLIS[i];
            rest %= UNITS_MILLIS[i];
            if (count > 0) {
                text.append(count).append(NAMES[i]);
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
