package org.flatnet.kernel.route;

import java.time.Duration;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Bytes;

/** What can be set on a bridge and read from it: {@code IFLA_BR_*} of {@code linux/if_link.h}. */
public final class BridgeSetting {
    /** Time in the listening and in the learning state each; with STP off a port forwards at once. */
    public static final Setting<Duration> FORWARD_DELAY = Setting.of(1, "forward_delay", SettingFormat.TICKS);

    public static final Setting<Duration> HELLO_TIME = Setting.of(2, "hello_time", SettingFormat.TICKS);
    public static final Setting<Duration> MAX_AGE = Setting.of(3, "max_age", SettingFormat.TICKS);
    /** How long a learnt entry lives after its last packet. */
    public static final Setting<Duration> AGEING_TIME = Setting.of(4, "ageing_time", SettingFormat.TICKS);
    /** 0 off, 1 the kernel's spanning tree, 2 a program's. */
    public static final Setting<Long> STP_STATE = Setting.of(5, "stp_state", SettingFormat.INT);

    public static final Setting<Integer> PRIORITY = Setting.of(6, "priority", SettingFormat.SHORT);
    public static final Setting<Boolean> VLAN_FILTERING = Setting.of(7, "vlan_filtering", SettingFormat.SWITCH);
    /** The EtherType of VLAN tags: 0x8100 or 0x88a8. */
    public static final Setting<Integer> VLAN_PROTOCOL =
            Setting.of(8, "vlan_protocol", SettingFormat.SHORT_NETWORK_ORDER);

    public static final Setting<Integer> GROUP_FORWARD_MASK = Setting.of(9, "group_fwd_mask", SettingFormat.SHORT);
    public static final Setting<Bytes> ROOT_ID = Setting.readOnly(10, "designated_root", SettingFormat.BYTES);
    public static final Setting<Bytes> BRIDGE_ID = Setting.readOnly(11, "bridge_id", SettingFormat.BYTES);
    public static final Setting<Integer> ROOT_PORT = Setting.readOnly(12, "root_port", SettingFormat.SHORT);
    public static final Setting<Long> ROOT_PATH_COST = Setting.readOnly(13, "root_path_cost", SettingFormat.INT);
    public static final Setting<Boolean> TOPOLOGY_CHANGE =
            Setting.readOnly(14, "topology_change", SettingFormat.SWITCH);
    public static final Setting<Boolean> TOPOLOGY_CHANGE_DETECTED =
            Setting.readOnly(15, "topology_change_detected", SettingFormat.SWITCH);
    public static final Setting<Duration> HELLO_TIMER = Setting.readOnly(16, "hello_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> TCN_TIMER = Setting.readOnly(17, "tcn_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> TOPOLOGY_CHANGE_TIMER =
            Setting.readOnly(18, "topology_change_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> GC_TIMER = Setting.readOnly(19, "gc_timer", SettingFormat.LONG_TICKS);
    public static final Setting<MacAddress> GROUP_ADDRESS = Setting.of(20, "group_address", SettingFormat.MAC);
    public static final Setting<Integer> MULTICAST_ROUTER = Setting.of(22, "mcast_router", SettingFormat.BYTE);
    public static final Setting<Boolean> MULTICAST_SNOOPING = Setting.of(23, "mcast_snooping", SettingFormat.SWITCH);
    public static final Setting<Boolean> MULTICAST_QUERY_USE_ADDRESS =
            Setting.of(24, "mcast_query_use_ifaddr", SettingFormat.SWITCH);
    public static final Setting<Boolean> MULTICAST_QUERIER = Setting.of(25, "mcast_querier", SettingFormat.SWITCH);
    public static final Setting<Long> MULTICAST_HASH_ELASTICITY =
            Setting.of(26, "mcast_hash_elasticity", SettingFormat.INT);
    public static final Setting<Long> MULTICAST_HASH_MAX = Setting.of(27, "mcast_hash_max", SettingFormat.INT);
    public static final Setting<Long> MULTICAST_LAST_MEMBER_COUNT =
            Setting.of(28, "mcast_last_member_count", SettingFormat.INT);
    public static final Setting<Long> MULTICAST_STARTUP_QUERY_COUNT =
            Setting.of(29, "mcast_startup_query_count", SettingFormat.INT);
    public static final Setting<Duration> MULTICAST_LAST_MEMBER_INTERVAL =
            Setting.of(30, "mcast_last_member_interval", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> MULTICAST_MEMBERSHIP_INTERVAL =
            Setting.of(31, "mcast_membership_interval", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> MULTICAST_QUERIER_INTERVAL =
            Setting.of(32, "mcast_querier_interval", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> MULTICAST_QUERY_INTERVAL =
            Setting.of(33, "mcast_query_interval", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> MULTICAST_QUERY_RESPONSE_INTERVAL =
            Setting.of(34, "mcast_query_response_interval", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> MULTICAST_STARTUP_QUERY_INTERVAL =
            Setting.of(35, "mcast_startup_query_interval", SettingFormat.LONG_TICKS);
    /** Bridged IPv4 packets pass the namespace's IP hooks; only where br_netfilter is loaded. */
    public static final Setting<Boolean> CALL_IPTABLES = Setting.of(36, "nf_call_iptables", SettingFormat.SWITCH);
    /** Bridged IPv6 packets pass the namespace's IP hooks; only where br_netfilter is loaded. */
    public static final Setting<Boolean> CALL_IP6TABLES = Setting.of(37, "nf_call_ip6tables", SettingFormat.SWITCH);
    /** Bridged ARP passes the namespace's ARP hooks; only where br_netfilter is loaded. */
    public static final Setting<Boolean> CALL_ARPTABLES = Setting.of(38, "nf_call_arptables", SettingFormat.SWITCH);
    /** The VLAN of untagged packets on new ports; 0 for none. */
    public static final Setting<Integer> VLAN_DEFAULT_PVID = Setting.of(39, "vlan_default_pvid", SettingFormat.SHORT);

    public static final Setting<Boolean> VLAN_STATISTICS = Setting.of(41, "vlan_stats_enabled", SettingFormat.SWITCH);
    public static final Setting<Boolean> MULTICAST_STATISTICS =
            Setting.of(42, "mcast_stats_enabled", SettingFormat.SWITCH);
    public static final Setting<Integer> IGMP_VERSION = Setting.of(43, "mcast_igmp_version", SettingFormat.BYTE);
    public static final Setting<Integer> MLD_VERSION = Setting.of(44, "mcast_mld_version", SettingFormat.BYTE);
    public static final Setting<Boolean> VLAN_STATISTICS_PER_PORT =
            Setting.of(45, "vlan_stats_per_port", SettingFormat.SWITCH);
    public static final Setting<BridgeFlags> FLAGS = Setting.of(46, "", SettingFormat.BRIDGE_FLAGS);

    public static final Setting<Bytes> QUERIER_STATE = Setting.readOnly(47, "mcast_querier_state", SettingFormat.BYTES);
    public static final Setting<Long> LEARNT_ENTRIES = Setting.readOnly(48, "fdb_n_learned", SettingFormat.INT);
    /** The most entries learnt, 0 for no limit; since Linux 6.7. */
    public static final Setting<Long> MOST_LEARNT_ENTRIES = Setting.of(49, "fdb_max_learned", SettingFormat.INT);

    static final KnownSettings ALL = KnownSettings.of(
            FORWARD_DELAY,
            HELLO_TIME,
            MAX_AGE,
            AGEING_TIME,
            STP_STATE,
            PRIORITY,
            VLAN_FILTERING,
            VLAN_PROTOCOL,
            GROUP_FORWARD_MASK,
            ROOT_ID,
            BRIDGE_ID,
            ROOT_PORT,
            ROOT_PATH_COST,
            TOPOLOGY_CHANGE,
            TOPOLOGY_CHANGE_DETECTED,
            HELLO_TIMER,
            TCN_TIMER,
            TOPOLOGY_CHANGE_TIMER,
            GC_TIMER,
            GROUP_ADDRESS,
            MULTICAST_ROUTER,
            MULTICAST_SNOOPING,
            MULTICAST_QUERY_USE_ADDRESS,
            MULTICAST_QUERIER,
            MULTICAST_HASH_ELASTICITY,
            MULTICAST_HASH_MAX,
            MULTICAST_LAST_MEMBER_COUNT,
            MULTICAST_STARTUP_QUERY_COUNT,
            MULTICAST_LAST_MEMBER_INTERVAL,
            MULTICAST_MEMBERSHIP_INTERVAL,
            MULTICAST_QUERIER_INTERVAL,
            MULTICAST_QUERY_INTERVAL,
            MULTICAST_QUERY_RESPONSE_INTERVAL,
            MULTICAST_STARTUP_QUERY_INTERVAL,
            CALL_IPTABLES,
            CALL_IP6TABLES,
            CALL_ARPTABLES,
            VLAN_DEFAULT_PVID,
            VLAN_STATISTICS,
            MULTICAST_STATISTICS,
            IGMP_VERSION,
            MLD_VERSION,
            VLAN_STATISTICS_PER_PORT,
            FLAGS,
            QUERIER_STATE,
            LEARNT_ENTRIES,
            MOST_LEARNT_ENTRIES);

    private BridgeSetting() {}
}
