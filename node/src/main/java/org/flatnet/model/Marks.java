package org.flatnet.model;

/** By what Flatnet's routes and links in the kernel are told from those of others. */
public final class Marks {
    /** The protocol of its routes ({@code rtm_protocol}), a number that nobody else has registered. */
    public static final int ROUTE_PROTOCOL = 70;

    /** Begins the alias of every link that it makes. */
    public static final String ALIAS_PREFIX = "flatnet ";

    /** The alias of its VXLAN device. */
    public static final String VXLAN_ALIAS = ALIAS_PREFIX + "vxlan";

    private Marks() {}
}
