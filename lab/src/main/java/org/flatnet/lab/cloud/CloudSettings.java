package org.flatnet.lab.cloud;

import java.util.List;

/**
 * The kernel settings of a lab's namespaces. A new namespace has the machine's own IPv4 settings, so that what matters is
 * set for each, and a lab is the same everywhere.
 */
final class CloudSettings {
    /**
     * A kernel setting.
     *
     * @param key its path under /proc/sys
     * @param optional whether it may be missing: its module is not loaded then, and it has no effect
     */
    record Setting(String key, String value, boolean optional) {
        static Setting of(String key, String value) {
            return new Setting(key, value, false);
        }

        static Setting optional(String key, String value) {
            return new Setting(key, value, true);
        }
    }

    private static final Setting BRIDGES_LEAVE_IPV4_ALONE = Setting.optional("net/bridge/bridge-nf-call-iptables", "0");
    private static final Setting BRIDGES_LEAVE_IPV6_ALONE =
            Setting.optional("net/bridge/bridge-nf-call-ip6tables", "0");
    private static final Setting BRIDGES_LEAVE_ARP_ALONE = Setting.optional("net/bridge/bridge-nf-call-arptables", "0");

    /** A cloud's router forwards, from wherever, and gives nobody advice. */
    static final List<Setting> ROUTER = List.of(
            BRIDGES_LEAVE_IPV4_ALONE,
            BRIDGES_LEAVE_IPV6_ALONE,
            BRIDGES_LEAVE_ARP_ALONE,
            Setting.of("net/ipv4/ip_forward", "1"),
            Setting.of("net/ipv4/conf/all/rp_filter", "0"),
            Setting.of("net/ipv4/conf/default/rp_filter", "0"),
            Setting.of("net/ipv4/conf/all/send_redirects", "0"),
            Setting.of("net/ipv4/conf/default/send_redirects", "0"),
            Setting.optional("net/ipv6/conf/default/accept_dad", "0"),
            Setting.optional("net/ipv6/conf/all/forwarding", "1"));

    /** A node as a stock Debian system is: it forwards nothing until someone makes it. */
    static final List<Setting> NODE = List.of(
            BRIDGES_LEAVE_IPV4_ALONE,
            BRIDGES_LEAVE_IPV6_ALONE,
            BRIDGES_LEAVE_ARP_ALONE,
            Setting.of("net/ipv4/ip_forward", "0"),
            Setting.of("net/ipv4/conf/all/rp_filter", "2"),
            Setting.of("net/ipv4/conf/default/rp_filter", "2"),
            Setting.of("net/ipv4/conf/all/send_redirects", "1"),
            Setting.of("net/ipv4/conf/default/send_redirects", "1"));

    static final List<Setting> OUTSIDE = List.of(
            Setting.of("net/ipv4/ip_forward", "0"),
            Setting.of("net/ipv4/conf/all/rp_filter", "0"),
            Setting.of("net/ipv4/conf/default/rp_filter", "0"));

    /** Of a link eth0 before it is up: all addresses are the plan's, so that no time is lost on looking for doubles. */
    static final List<Setting> LINK = List.of(Setting.optional("net/ipv6/conf/eth0/accept_dad", "0"));

    private CloudSettings() {}
}
