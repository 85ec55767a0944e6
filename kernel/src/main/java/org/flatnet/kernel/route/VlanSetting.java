package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Bytes;

/** What can be set on a VLAN link: {@code IFLA_VLAN_*} of {@code linux/if_link.h}. */
public final class VlanSetting {
    /** 0 to 4095. */
    public static final Setting<Integer> ID = Setting.of(1, "id", SettingFormat.SHORT);
    /** {@code struct ifla_vlan_flags}: values, then which of them count. */
    public static final Setting<Bytes> FLAGS = Setting.of(2, "flags", SettingFormat.BYTES);
    /** The EtherType of the tag: 0x8100 or 0x88a8. */
    public static final Setting<Integer> PROTOCOL = Setting.of(5, "protocol", SettingFormat.SHORT_NETWORK_ORDER);

    static final KnownSettings ALL = KnownSettings.of(ID, FLAGS, PROTOCOL);

    private VlanSetting() {}
}
