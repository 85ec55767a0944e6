package org.flatnet.kernel.nftables;

import java.util.function.Supplier;
import org.flatnet.kernel.netlink.MalformedMessageException;

/** Turns what values refuse into what decoding may throw. */
final class Decoding {
    private Decoding() {}

    static <T> T checked(String what, Supplier<T> decode) {
        try {
            return decode.get();
        } catch (Unsupported | IllegalArgumentException e) {
            throw new MalformedMessageException(what + ": " + e.getMessage());
        }
    }
}
