package org.flatnet.kernel.route;

/** Numbers of routing tables that the kernel makes itself: {@code RT_TABLE_*} of {@code linux/rtnetlink.h}. */
public final class RouteTable {
    public static final int DEFAULT = 253;
    /** Where routes go unless said otherwise. */
    public static final int MAIN = 254;
    /** The host's own addresses. */
    public static final int LOCAL = 255;

    private RouteTable() {}

    /** As {@code ip} has it. */
    static String text(int table) {
        return switch (table) {
            case DEFAULT -> "default";
            case MAIN -> "main";
            case LOCAL -> "local";
            default -> Integer.toUnsignedString(table);
        };
    }
}
