package org.flatnet.kernel.route;

/** How far a route or address reaches: {@code RT_SCOPE_*} of {@code linux/rtnetlink.h}, 0 to 255. */
public record RouteScope(int number) {
    /** Everywhere. */
    public static final RouteScope UNIVERSE = new RouteScope(0);

    public static final RouteScope SITE = new RouteScope(200);
    /** What is on the link itself. */
    public static final RouteScope LINK = new RouteScope(253);
    /** This host. */
    public static final RouteScope HOST = new RouteScope(254);

    public static final RouteScope NOWHERE = new RouteScope(255);

    public RouteScope {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("scope " + number + ": expected 0 to 255");
        }
    }

    /** As {@code ip} has it. */
    @Override
    public String toString() {
        return switch (number) {
            case 0 -> "global";
            case 200 -> "site";
            case 253 -> "link";
            case 254 -> "host";
            case 255 -> "nowhere";
            default -> Integer.toString(number);
        };
    }
}
