package org.flatnet.lab.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.flatnet.kernel.net.IpFamily;

/** Which families the nodes and pods of a lab have; the first one counts where one must. */
public enum Families {
    IPV4,
    IPV6,
    DUAL;

    public List<IpFamily> list() {
        return switch (this) {
            case IPV4 -> List.of(IpFamily.IPV4);
            case IPV6 -> List.of(IpFamily.IPV6);
            case DUAL -> List.of(IpFamily.IPV4, IpFamily.IPV6);
        };
    }

    public boolean contains(IpFamily family) {
        return list().contains(family);
    }

    /** The choice of this name, as users write it. */
    public static Families parse(String text) {
        return Arrays.stream(values())
                .filter(choice -> choice.toString().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + text + "\" is not a family: expected ipv4, ipv6 or dual"));
    }

    /** The name, as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
