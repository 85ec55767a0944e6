package org.flatnet.kernel.nftables;

import java.nio.charset.StandardCharsets;

/** What the kernel demands of names. */
final class Names {
    /** {@code NFT_NAME_MAXLEN}, the zero at the end included. */
    private static final int LONGEST = 256;

    private Names() {}

    static void check(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes >= LONGEST || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a name of " + bytes + " bytes: expected 1 to " + (LONGEST - 1));
        }
    }
}
