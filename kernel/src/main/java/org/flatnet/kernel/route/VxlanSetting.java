package org.flatnet.kernel.route;

import java.time.Duration;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.route.Setting.Style;

/** What can be set on a VXLAN link: {@code IFLA_VXLAN_*} of {@code linux/if_link.h}. */
public final class VxlanSetting {
    /** The network identifier, 24 bits. */
    public static final Setting<Long> ID = Setting.of(1, "id", SettingFormat.INT);
    /** Where packets for unknown stations go: a multicast group, or one remote address. */
    public static final Setting<IpAddress> GROUP = Setting.address(2, 16, "group");
    /** The index of the link that carries the traffic: decides the MTU and the scope of a group. */
    public static final Setting<Integer> LINK = Setting.of(3, "dev", SettingFormat.LINK);
    /** The source address of the tunnel. */
    public static final Setting<IpAddress> LOCAL = Setting.address(4, 17, "local");
    /** 0 for the kernel's choice. */
    public static final Setting<Integer> TTL = Setting.of(5, "ttl", SettingFormat.BYTE);
    /** 1 means the inner packet's. */
    public static final Setting<Integer> TOS = Setting.of(6, "tos", SettingFormat.BYTE);

    public static final Setting<Boolean> LEARNING = noWord(7, "learning");
    public static final Setting<Duration> AGEING = Setting.of(8, "ageing", SettingFormat.SECONDS);
    /** The most entries, 0 for no limit. */
    public static final Setting<Long> LIMIT = Setting.of(9, "maxaddress", SettingFormat.INT);

    public static final Setting<PortRange> SOURCE_PORTS = Setting.of(10, "srcport", SettingFormat.PORTS);
    public static final Setting<Boolean> PROXY = noWord(11, "proxy");
    /** Route short circuit. */
    public static final Setting<Boolean> RSC = noWord(12, "rsc");

    public static final Setting<Boolean> L2_MISS = noWord(13, "l2miss");
    public static final Setting<Boolean> L3_MISS = noWord(14, "l3miss");
    /** Destination port; the kernel's default is 8472, the registered one 4789. */
    public static final Setting<Integer> PORT = Setting.of(15, "dstport", SettingFormat.SHORT_NETWORK_ORDER);

    public static final Setting<Boolean> UDP_CHECKSUM = noWord(18, "udpcsum");
    public static final Setting<Boolean> UDP_ZERO_CHECKSUM_IPV6_SEND = noWord(19, "udp6zerocsumtx");
    public static final Setting<Boolean> UDP_ZERO_CHECKSUM_IPV6_RECEIVE = noWord(20, "udp6zerocsumrx");
    public static final Setting<Boolean> REMOTE_CHECKSUM_SEND = noWord(21, "remcsumtx");
    public static final Setting<Boolean> REMOTE_CHECKSUM_RECEIVE = noWord(22, "remcsumrx");
    /** Group policy extension. */
    public static final Setting<Boolean> GBP = presence(23, "gbp");

    public static final Setting<Boolean> REMOTE_CHECKSUM_NOT_PARTIAL = presence(24, "remcsum_nopartial");
    /** The tunnel's parameters come with each packet from a route or program ({@code external}). */
    public static final Setting<Boolean> COLLECT_METADATA = noWord(25, "external");

    public static final Setting<Long> FLOW_LABEL = Setting.of(26, "flowlabel", SettingFormat.INT_NETWORK_ORDER);
    /** Generic protocol extension; excludes {@link #GBP}. */
    public static final Setting<Boolean> GPE = presence(27, "gpe");

    public static final Setting<Boolean> TTL_INHERIT = presence(28, "ttl inherit");
    /** Don't-fragment: 0 unset, 1 set, 2 the inner packet's. */
    public static final Setting<Integer> DF = Setting.of(29, "df", SettingFormat.byteOf("unset", "set", "inherit"));
    /** Only with {@link #COLLECT_METADATA}; since Linux 5.18. */
    public static final Setting<Boolean> VNI_FILTER = noWord(30, "vnifilter");
    /** Since Linux 6.4. */
    public static final Setting<Boolean> LOCAL_BYPASS = noWord(31, "localbypass");
    /** Since Linux 6.8. */
    public static final Setting<Long> FLOW_LABEL_POLICY = Setting.of(32, "flowlabel_policy", SettingFormat.INT);
    /** Bits of the header that must be zero in what is received; since Linux 6.14. */
    public static final Setting<Bytes> RESERVED_BITS = Setting.of(33, "reserved_bits", SettingFormat.BYTES);
    /** Since Linux 6.17. */
    public static final Setting<Boolean> MULTICAST_ROUTE = presence(34, "mcroute");

    static final KnownSettings ALL = KnownSettings.of(
            ID,
            GROUP,
            LINK,
            LOCAL,
            TTL,
            TOS,
            LEARNING,
            AGEING,
            LIMIT,
            SOURCE_PORTS,
            PROXY,
            RSC,
            L2_MISS,
            L3_MISS,
            PORT,
            UDP_CHECKSUM,
            UDP_ZERO_CHECKSUM_IPV6_SEND,
            UDP_ZERO_CHECKSUM_IPV6_RECEIVE,
            REMOTE_CHECKSUM_SEND,
            REMOTE_CHECKSUM_RECEIVE,
            GBP,
            REMOTE_CHECKSUM_NOT_PARTIAL,
            COLLECT_METADATA,
            FLOW_LABEL,
            GPE,
            TTL_INHERIT,
            DF,
            VNI_FILTER,
            LOCAL_BYPASS,
            FLOW_LABEL_POLICY,
            RESERVED_BITS,
            MULTICAST_ROUTE);

    private VxlanSetting() {}

    private static Setting<Boolean> noWord(int attribute, String word) {
        return Setting.of(attribute, word, SettingFormat.SWITCH, Style.WORD_OR_NO_WORD);
    }

    private static Setting<Boolean> presence(int attribute, String word) {
        return Setting.of(attribute, word, SettingFormat.PRESENCE, Style.WORD_IF_ON);
    }
}
