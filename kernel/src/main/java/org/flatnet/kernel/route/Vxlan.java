package org.flatnet.kernel.route;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.netlink.MessageWriter;

/** A link whose Ethernet packets travel inside UDP (RFC 7348). */
public record Vxlan(Settings settings) implements LinkKind {
    static final String KIND = "vxlan";

    private static final long LARGEST_ID = 0xff_ffff;

    public Vxlan {
        Long id = settings.get(VxlanSetting.ID);
        if (id == null || id > LARGEST_ID) {
            throw new IllegalArgumentException("VXLAN network identifier " + id + ": expected 0 to " + LARGEST_ID);
        }
    }

    /** A VXLAN link of this network identifier, with the kernel's defaults. */
    public static Vxlan of(int id) {
        return new Vxlan(Settings.none().with(VxlanSetting.ID, (long) id));
    }

    /** A VXLAN link whose packets bring their identifier and their destination along; it learns nothing. */
    public static Vxlan external() {
        return of(0).with(VxlanSetting.COLLECT_METADATA, true).withLearning(false);
    }

    /** The same with a setting of {@link VxlanSetting} more. */
    public <T> Vxlan with(Setting<T> setting, T value) {
        return new Vxlan(settings.with(setting, value));
    }

    /** The destination port, and the one that it listens on. */
    public Vxlan withPort(int port) {
        return with(VxlanSetting.PORT, port);
    }

    /** The source address of the tunnel. */
    public Vxlan withLocal(IpAddress address) {
        return with(VxlanSetting.LOCAL, address);
    }

    /** The index of the link that carries the traffic. */
    public Vxlan withLink(int index) {
        return with(VxlanSetting.LINK, index);
    }

    public Vxlan withLearning(boolean on) {
        return with(VxlanSetting.LEARNING, on);
    }

    /** The network identifier. */
    public int id() {
        return java.util.Objects.requireNonNull(settings.get(VxlanSetting.ID)).intValue();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void writeData(MessageWriter writer) {
        settings.write(writer);
    }

    @Override
    public String text(LinkNames names) {
        boolean external = settings.has(VxlanSetting.COLLECT_METADATA, true);
        return (external ? settings.without(VxlanSetting.ID) : settings).text(names);
    }

    @Override
    public Vxlan configured() {
        Settings kept = settings.writable();
        // Being named at all, be it as off, this makes the kernel refuse the reserved bits that it lists itself.
        return new Vxlan(
                kept.has(VxlanSetting.REMOTE_CHECKSUM_RECEIVE, false)
                        ? kept.without(VxlanSetting.REMOTE_CHECKSUM_RECEIVE)
                        : kept);
    }
}
