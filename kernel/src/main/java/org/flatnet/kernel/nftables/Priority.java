package org.flatnet.kernel.nftables;

import org.jspecify.annotations.Nullable;

/** The order of base chains at one hook, lower ones first, with nft's names for the usual ones. */
public final class Priority {
    /** Before connection tracking. */
    public static final int RAW = -300;

    public static final int MANGLE = -150;
    public static final int DSTNAT = -100;
    public static final int FILTER = 0;
    public static final int SECURITY = 50;
    public static final int SRCNAT = 100;

    public static final int BRIDGE_DSTNAT = -300;
    public static final int BRIDGE_FILTER = -200;
    public static final int BRIDGE_OUT = 100;
    public static final int BRIDGE_SRCNAT = 300;

    private Priority() {}

    /** A priority as nft writes it: by name where it has one at this hook. */
    public static String text(TableFamily family, Hook hook, int priority) {
        String name = switch (family) {
            case INET, IP, IP6 -> internetName(hook, priority);
            case BRIDGE -> bridgeName(hook, priority);
            case ARP, NETDEV -> priority == FILTER ? "filter" : null;
        };
        return name == null ? Integer.toString(priority) : name;
    }

    private static @Nullable String internetName(Hook hook, int priority) {
        return switch (priority) {
            case RAW -> "raw";
            case MANGLE -> "mangle";
            case DSTNAT -> hook == Hook.PREROUTING ? "dstnat" : null;
            case FILTER -> "filter";
            case SECURITY -> "security";
            case SRCNAT -> hook == Hook.POSTROUTING ? "srcnat" : null;
            default -> null;
        };
    }

    private static @Nullable String bridgeName(Hook hook, int priority) {
        return switch (priority) {
            case BRIDGE_DSTNAT -> hook == Hook.PREROUTING ? "dstnat" : null;
            case BRIDGE_FILTER -> "filter";
            case BRIDGE_OUT -> hook == Hook.OUTPUT ? "out" : null;
            case BRIDGE_SRCNAT -> hook == Hook.POSTROUTING ? "srcnat" : null;
            default -> null;
        };
    }
}
