package org.flatnet.kernel.route;

import java.time.Duration;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.route.Setting.Style;

/** What can be set on a port of a bridge and read from it: {@code IFLA_BRPORT_*} of {@code linux/if_link.h}. */
public final class BridgePortSetting {
    /** {@code BR_STATE_FORWARDING} as a value of {@link #STATE}. */
    public static final int FORWARDING = 3;

    /** 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking. A link that goes up settles this itself. */
    public static final Setting<Integer> STATE = Setting.of(1, "state", SettingFormat.BYTE);

    public static final Setting<Integer> PRIORITY = Setting.of(2, "priority", SettingFormat.SHORT);
    public static final Setting<Long> COST = Setting.of(3, "cost", SettingFormat.INT);
    /** A packet may leave by the port it came from. */
    public static final Setting<Boolean> HAIRPIN = onOff(4, "hairpin");
    /** A spanning tree message shuts the port. */
    public static final Setting<Boolean> GUARD = onOff(5, "guard");

    public static final Setting<Boolean> ROOT_BLOCK = onOff(6, "root_block");
    public static final Setting<Boolean> FAST_LEAVE = onOff(7, "fastleave");
    public static final Setting<Boolean> LEARNING = onOff(8, "learning");
    /** Packets to unknown stations leave by this port. */
    public static final Setting<Boolean> FLOOD = onOff(9, "flood");

    public static final Setting<Boolean> PROXY_ARP = onOff(10, "proxy_arp");
    public static final Setting<Boolean> LEARNING_SYNC = Setting.readOnly(11, "learning_sync", SettingFormat.SWITCH);
    public static final Setting<Boolean> PROXY_ARP_WIFI = onOff(12, "proxy_arp_wifi");
    public static final Setting<Bytes> ROOT_ID = Setting.readOnly(13, "designated_root", SettingFormat.BYTES);
    public static final Setting<Bytes> BRIDGE_ID = Setting.readOnly(14, "designated_bridge", SettingFormat.BYTES);
    public static final Setting<Integer> DESIGNATED_PORT = Setting.readOnly(15, "designated_port", SettingFormat.SHORT);
    public static final Setting<Integer> DESIGNATED_COST = Setting.readOnly(16, "designated_cost", SettingFormat.SHORT);
    public static final Setting<Integer> PORT_ID = Setting.readOnly(17, "port_id", SettingFormat.SHORT);
    public static final Setting<Integer> PORT_NUMBER = Setting.readOnly(18, "port_no", SettingFormat.SHORT);
    public static final Setting<Boolean> TOPOLOGY_CHANGE_ACK =
            Setting.readOnly(19, "topology_change_ack", SettingFormat.SWITCH);
    public static final Setting<Boolean> CONFIGURATION_PENDING =
            Setting.readOnly(20, "config_pending", SettingFormat.SWITCH);
    public static final Setting<Duration> MESSAGE_AGE_TIMER =
            Setting.readOnly(21, "message_age_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> FORWARD_DELAY_TIMER =
            Setting.readOnly(22, "forward_delay_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Duration> HOLD_TIMER = Setting.readOnly(23, "hold_timer", SettingFormat.LONG_TICKS);
    public static final Setting<Integer> MULTICAST_ROUTER = Setting.of(25, "mcast_router", SettingFormat.BYTE);
    public static final Setting<Boolean> MULTICAST_FLOOD = onOff(27, "mcast_flood");
    public static final Setting<Boolean> MULTICAST_TO_UNICAST = onOff(28, "mcast_to_unicast");
    public static final Setting<Boolean> VLAN_TUNNEL = onOff(29, "vlan_tunnel");
    public static final Setting<Boolean> BROADCAST_FLOOD = onOff(30, "bcast_flood");
    public static final Setting<Integer> GROUP_FORWARD_MASK = Setting.of(31, "group_fwd_mask", SettingFormat.SHORT);
    /** ARP and neighbour discovery for known neighbours do not leave by this port; needs a VXLAN-like port, 4.15. */
    public static final Setting<Boolean> NEIGHBOUR_SUPPRESSION = onOff(32, "neigh_suppress");
    /** Isolated ports do not reach each other, only others; since Linux 4.18. */
    public static final Setting<Boolean> ISOLATED = onOff(33, "isolated");
    /** The index of the port that takes over when this one loses its carrier. */
    public static final Setting<Integer> BACKUP_PORT = Setting.of(34, "backup_port", SettingFormat.LINK);

    public static final Setting<Boolean> MRP_RING_OPEN = Setting.readOnly(35, "mrp_ring_open", SettingFormat.SWITCH);
    public static final Setting<Boolean> MRP_IN_OPEN = Setting.readOnly(36, "mrp_in_open", SettingFormat.SWITCH);
    public static final Setting<Long> MULTICAST_HOSTS_LIMIT =
            Setting.of(37, "mcast_eht_hosts_limit", SettingFormat.INT);
    public static final Setting<Long> MULTICAST_HOSTS = Setting.readOnly(38, "mcast_eht_hosts_cnt", SettingFormat.INT);
    /** Only stations with an entry may send; since Linux 5.18. */
    public static final Setting<Boolean> LOCKED = onOff(39, "locked");

    /** A locked port lets in stations that another program has allowed; since Linux 6.2. */
    public static final Setting<Boolean> MAC_AUTHENTICATION_BYPASS = onOff(40, "mab");

    public static final Setting<Long> MULTICAST_GROUPS = Setting.readOnly(41, "mcast_n_groups", SettingFormat.INT);
    public static final Setting<Long> MOST_MULTICAST_GROUPS = Setting.of(42, "mcast_max_groups", SettingFormat.INT);
    /** Since Linux 6.4. */
    public static final Setting<Boolean> NEIGHBOUR_VLAN_SUPPRESSION = onOff(43, "neigh_vlan_suppress");

    static final KnownSettings ALL = KnownSettings.of(
            STATE,
            PRIORITY,
            COST,
            HAIRPIN,
            GUARD,
            ROOT_BLOCK,
            FAST_LEAVE,
            LEARNING,
            FLOOD,
            PROXY_ARP,
            LEARNING_SYNC,
            PROXY_ARP_WIFI,
            ROOT_ID,
            BRIDGE_ID,
            DESIGNATED_PORT,
            DESIGNATED_COST,
            PORT_ID,
            PORT_NUMBER,
            TOPOLOGY_CHANGE_ACK,
            CONFIGURATION_PENDING,
            MESSAGE_AGE_TIMER,
            FORWARD_DELAY_TIMER,
            HOLD_TIMER,
            MULTICAST_ROUTER,
            MULTICAST_FLOOD,
            MULTICAST_TO_UNICAST,
            VLAN_TUNNEL,
            BROADCAST_FLOOD,
            GROUP_FORWARD_MASK,
            NEIGHBOUR_SUPPRESSION,
            ISOLATED,
            BACKUP_PORT,
            MRP_RING_OPEN,
            MRP_IN_OPEN,
            MULTICAST_HOSTS_LIMIT,
            MULTICAST_HOSTS,
            LOCKED,
            MAC_AUTHENTICATION_BYPASS,
            MULTICAST_GROUPS,
            MOST_MULTICAST_GROUPS,
            NEIGHBOUR_VLAN_SUPPRESSION);

    private BridgePortSetting() {}

    private static Setting<Boolean> onOff(int attribute, String word) {
        return Setting.of(attribute, word, SettingFormat.SWITCH, Style.WORD_AND_ON_OFF);
    }
}
