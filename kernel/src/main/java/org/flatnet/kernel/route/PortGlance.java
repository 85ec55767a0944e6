package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The little of a bridge's port that says between whom packets pass: see {@link LinkGlance}.
 *
 * @param forwards whether it passes packets at all
 * @param isolated {@link BridgePortSetting#ISOLATED}
 * @param hairpin {@link BridgePortSetting#HAIRPIN}
 */
public record PortGlance(boolean forwards, boolean isolated, boolean hairpin) {

    /** What a glance at a port shows; null for a link that is none. */
    public static @Nullable PortGlance of(Link link) {
        Settings port = link.port();
        return port == null
                ? null
                : new PortGlance(
                        port.has(BridgePortSetting.STATE, BridgePortSetting.FORWARDING),
                        port.has(BridgePortSetting.ISOLATED, true),
                        port.has(BridgePortSetting.HAIRPIN, true));
    }

    static PortGlance read(Attributes attributes) {
        int state = 0;
        boolean isolated = false;
        boolean hairpin = false;
        while (attributes.next()) {
            int type = attributes.type();
            if (type == BridgePortSetting.STATE.attribute()) {
                state = attributes.byteValue();
            } else if (type == BridgePortSetting.ISOLATED.attribute()) {
                isolated = attributes.byteValue() != 0;
            } else if (type == BridgePortSetting.HAIRPIN.attribute()) {
                hairpin = attributes.byteValue() != 0;
            }
        }
        return new PortGlance(state == BridgePortSetting.FORWARDING, isolated, hairpin);
    }
}
