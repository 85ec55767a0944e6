package org.flatnet.kernel.route;

/** {@code IFA_F_*} of {@code linux/if_addr.h}. */
public record AddressFlags(int bits) {
    /** IPv4: not the first of its subnet. IPv6: temporary (RFC 4941). */
    public static final int SECONDARY = 0x01;
    /** No duplicate address detection: the address can be used at once. */
    public static final int NO_DAD = 0x02;

    public static final int OPTIMISTIC = 0x04;
    /** Another host has it. */
    public static final int DAD_FAILED = 0x08;

    public static final int HOME_ADDRESS = 0x10;
    public static final int DEPRECATED = 0x20;
    /** Duplicate address detection is not done yet. */
    public static final int TENTATIVE = 0x40;
    /** It has no end of its lifetime. */
    public static final int PERMANENT = 0x80;

    public static final int MANAGE_TEMPORARY = 0x100;
    /** No route to its prefix. */
    public static final int NO_PREFIX_ROUTE = 0x200;

    public static final int MULTICAST_AUTO_JOIN = 0x400;
    public static final int STABLE_PRIVACY = 0x800;

    /** Those that are asked for; the others are state. */
    private static final int CONFIGURED =
            NO_DAD | OPTIMISTIC | HOME_ADDRESS | MANAGE_TEMPORARY | NO_PREFIX_ROUTE | MULTICAST_AUTO_JOIN;

    public static final AddressFlags NONE = new AddressFlags(0);

    public boolean has(int flag) {
        return (bits & flag) == flag;
    }

    public AddressFlags with(int flag) {
        return new AddressFlags(bits | flag);
    }

    /** Without flags that the kernel sets itself. */
    public AddressFlags configured() {
        return new AddressFlags(bits & CONFIGURED);
    }

    String text() {
        return new Words()
                .addIf(has(NO_DAD), "nodad")
                .addIf(has(OPTIMISTIC), "optimistic")
                .addIf(has(HOME_ADDRESS), "home")
                .addIf(has(MANAGE_TEMPORARY), "mngtmpaddr")
                .addIf(has(NO_PREFIX_ROUTE), "noprefixroute")
                .addIf(has(MULTICAST_AUTO_JOIN), "autojoin")
                .toString();
    }
}
