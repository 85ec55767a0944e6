package org.flatnet.kernel.route;

/** Who made a route: {@code RTPROT_*} of {@code linux/rtnetlink.h}. Numbers up to 255 are anybody's to use. */
public final class RouteProtocol {
    public static final int UNSPECIFIED = 0;
    public static final int REDIRECT = 1;
    public static final int KERNEL = 2;
    /** {@code ip}, where nothing else is said. */
    public static final int BOOT = 3;

    public static final int STATIC = 4;
    public static final int ROUTER_ADVERTISEMENT = 9;
    public static final int DHCP = 16;

    private RouteProtocol() {}

    /** As {@code ip} has it without {@code /etc/iproute2}, but for the kernel's own. */
    static String text(int protocol) {
        return switch (protocol) {
            case REDIRECT -> "redirect";
            case KERNEL -> "kernel";
            case BOOT -> "boot";
            case STATIC -> "static";
            case ROUTER_ADVERTISEMENT -> "ra";
            case DHCP -> "dhcp";
            default -> Integer.toString(protocol);
        };
    }
}
