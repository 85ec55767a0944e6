package org.flatnet.kernel.route;

import java.time.Duration;
import org.flatnet.kernel.netlink.MessageWriter;

/** A switch in software, whose ports are the links that have it as master. */
public record Bridge(Settings settings) implements LinkKind {
    static final String KIND = "bridge";

    /** A bridge with the kernel's defaults. */
    public static Bridge plain() {
        return new Bridge(Settings.none());
    }

    /** The same with a setting of {@link BridgeSetting} more. */
    public <T> Bridge with(Setting<T> setting, T value) {
        return new Bridge(settings.with(setting, value));
    }

    public Bridge withAgeing(Duration time) {
        return with(BridgeSetting.AGEING_TIME, time);
    }

    public Bridge withVlanFiltering(boolean on) {
        return with(BridgeSetting.VLAN_FILTERING, on);
    }

    /** The VLAN of untagged packets on new ports; 0 for none. */
    public Bridge withDefaultVlan(int id) {
        return with(BridgeSetting.VLAN_DEFAULT_PVID, id);
    }

    public Bridge withMulticastSnooping(boolean on) {
        return with(BridgeSetting.MULTICAST_SNOOPING, on);
    }

    /** The kernel's spanning tree. */
    public Bridge withSpanningTree(boolean on) {
        return with(BridgeSetting.STP_STATE, on ? 1L : 0L);
    }

    public Bridge withForwardDelay(Duration time) {
        return with(BridgeSetting.FORWARD_DELAY, time);
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
        return settings.text(names);
    }

    @Override
    public Bridge configured() {
        Settings kept = settings.writable();
        // Kernels that cannot filter VLANs list that they do not, and refuse to be told so.
        kept = kept.has(BridgeSetting.VLAN_FILTERING, false) ? kept.without(BridgeSetting.VLAN_FILTERING) : kept;
        BridgeFlags flags = kept.get(BridgeSetting.FLAGS);
        return new Bridge(flags == null ? kept : kept.with(BridgeSetting.FLAGS, flags.on()));
    }
}
