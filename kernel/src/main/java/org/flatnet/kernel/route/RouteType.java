package org.flatnet.kernel.route;

/** What a route does with packets: {@code RTN_*} of {@code linux/rtnetlink.h}, 0 to 255. */
public record RouteType(int number) {
    /** Sends them on. */
    public static final RouteType UNICAST = new RouteType(1);
    /** Takes them for this host. */
    public static final RouteType LOCAL = new RouteType(2);

    public static final RouteType BROADCAST = new RouteType(3);
    public static final RouteType ANYCAST = new RouteType(4);
    public static final RouteType MULTICAST = new RouteType(5);
    /** Drops them without a word. */
    public static final RouteType BLACKHOLE = new RouteType(6);
    /** Answers "host unreachable". */
    public static final RouteType UNREACHABLE = new RouteType(7);
    /** Answers "administratively prohibited". */
    public static final RouteType PROHIBIT = new RouteType(8);
    /** Ends the search in this table; the next rule decides. */
    public static final RouteType THROW = new RouteType(9);

    public RouteType {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("route type " + number + ": expected 0 to 255");
        }
    }

    /** Whether packets go nowhere, so that a route of the type has no next hop. */
    public boolean isRefusal() {
        return number >= BLACKHOLE.number && number <= THROW.number;
    }

    /** As {@code ip} has it. */
    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "unicast";
            case 2 -> "local";
            case 3 -> "broadcast";
            case 4 -> "anycast";
            case 5 -> "multicast";
            case 6 -> "blackhole";
            case 7 -> "unreachable";
            case 8 -> "prohibit";
            case 9 -> "throw";
            default -> Integer.toString(number);
        };
    }
}
