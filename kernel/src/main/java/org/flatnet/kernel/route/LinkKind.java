package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/** What a link is, with what is set on it ({@code IFLA_INFO_KIND} and {@code IFLA_INFO_DATA}). */
public sealed interface LinkKind permits Device, Veth, Bridge, Vxlan, Vlan, Opaque {

    /** The kernel's and {@code ip}'s name of the kind, such as {@code bridge}; empty for a {@link Device}. */
    String kind();

    /** Writes the attributes of {@code IFLA_INFO_DATA}. */
    void writeData(MessageWriter writer);

    /** What follows the kind on a command line. */
    String text(LinkNames names);

    /** The same without state that the kernel lists along and that cannot be set. */
    LinkKind configured();

    static LinkKind read(@Nullable String kind, @Nullable Bytes data) {
        Attributes attributes = new Attributes(data == null ? new byte[0] : data.toArray());
        return switch (kind) {
            case null -> new Device();
            case Veth.KIND -> new Veth(null);
            case Bridge.KIND -> new Bridge(Settings.read(BridgeSetting.ALL, attributes));
            case Vxlan.KIND -> Decoding.checked("VXLAN", () -> new Vxlan(Settings.read(VxlanSetting.ALL, attributes)));
            case Vlan.KIND -> Decoding.checked("VLAN", () -> new Vlan(Settings.read(VlanSetting.ALL, attributes)));
            default -> new Opaque(kind, data == null ? Bytes.of() : data);
        };
    }
}
