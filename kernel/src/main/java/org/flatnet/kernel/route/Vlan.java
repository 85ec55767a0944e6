package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.MessageWriter;

/** A link for one VLAN of another link, which {@link LinkDefinition#withParent} names. */
public record Vlan(Settings settings) implements LinkKind {
    static final String KIND = "vlan";

    public Vlan {
        Integer id = settings.get(VlanSetting.ID);
        if (id == null || id > 4095) {
            throw new IllegalArgumentException("VLAN " + id + ": expected 0 to 4095");
        }
    }

    /** The link for this VLAN, with tags of 802.1Q. */
    public static Vlan of(int id) {
        return new Vlan(Settings.none().with(VlanSetting.ID, id));
    }

    /** The same with a setting of {@link VlanSetting} more. */
    public <T> Vlan with(Setting<T> setting, T value) {
        return new Vlan(settings.with(setting, value));
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
    public Vlan configured() {
        return new Vlan(settings.writable());
    }
}
