package org.flatnet.kernel.route;

import java.util.function.Supplier;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.jspecify.annotations.Nullable;

/** What decoders share: values' refusals become what decoding may throw, and absent things are asked for by name. */
final class Decoding {
    private Decoding() {}

    static <T> T checked(String what, Supplier<T> decode) {
        try {
            return decode.get();
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(what + ": " + e.getMessage());
        }
    }

    static <T> T require(String what, @Nullable T value) {
        if (value == null) {
            throw new MalformedMessageException(what + " is missing");
        }
        return value;
    }

    /** The family in the first byte of a fixed header. */
    static IpFamily family(Message message) {
        return IpFamily.ofAddressFamily(message.byteAt(0));
    }

    /** Whether the first byte of a fixed header is IPv4 or IPv6: dumps of "all" families hold others' entries too. */
    static boolean isInternet(Message message) {
        int family = message.byteAt(0);
        return family == IpFamily.IPV4.addressFamily() || family == IpFamily.IPV6.addressFamily();
    }
}
