package org.flatnet.kernel.route;

import java.nio.charset.StandardCharsets;

/** {@code IFLA_*} of {@code linux/if_link.h}, and limits of what they hold. */
final class LinkAttribute {
    static final int ADDRESS = 1;
    static final int IFNAME = 3;
    static final int MTU = 4;
    static final int LINK = 5;
    static final int MASTER = 10;
    static final int PROTINFO = 12;
    static final int TXQLEN = 13;
    static final int OPERSTATE = 16;
    static final int LINKINFO = 18;
    static final int IFALIAS = 20;
    static final int AF_SPEC = 26;
    static final int GROUP = 27;
    static final int NET_NS_FD = 28;
    static final int EXT_MASK = 29;
    static final int LINK_NETNSID = 37;
    static final int TARGET_NETNSID = 46;

    static final int INFO_KIND = 1;
    static final int INFO_DATA = 2;
    static final int INFO_SLAVE_KIND = 4;
    static final int INFO_SLAVE_DATA = 5;

    static final int BRIDGE_FLAGS = 0;
    static final int BRIDGE_VLAN_INFO = 2;

    /** {@code IFNAMSIZ} less the zero byte. */
    private static final int LONGEST_NAME = 15;
    /** {@code IFALIASZ} less the zero byte. */
    private static final int LONGEST_ALIAS = 255;

    private LinkAttribute() {}

    /** As the kernel's dev_valid_name has it. */
    static void checkName(String name) {
        boolean odd = name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c == '/' || c == ':' || c == 0 || Character.isWhitespace(c));
        if (odd || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "link name \"" + name + "\": expected 1 to 15 bytes without blanks, '/' and ':'");
        }
    }

    static void checkAlias(String alias) {
        int length = alias.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_ALIAS || alias.indexOf(0) >= 0) {
            throw new IllegalArgumentException("a link alias of " + length + " bytes: expected at most 255, none zero");
        }
    }
}
