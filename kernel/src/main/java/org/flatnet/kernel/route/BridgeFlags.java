package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;

/**
 * Switches of a bridge that share one number: {@code struct br_boolopt_multi} of {@code linux/if_bridge.h}.
 *
 * @param values which are on
 * @param mask which are meant; a kernel refuses those that it does not know, and lists all that it knows
 */
public record BridgeFlags(int values, int mask) {
    /** Stations are not learnt from link-local packets; since Linux 5.0. */
    public static final int NO_LINK_LOCAL_LEARNING = 1;
    /** Since Linux 5.15. */
    public static final int MULTICAST_SNOOPING_BY_VLAN = 1 << 1;

    private static final int BYTES = 8;

    public BridgeFlags {
        if ((values & ~mask) != 0) {
            throw new IllegalArgumentException("bridge flags " + values + " outside of their mask " + mask);
        }
    }

    /** Those that are on and no others. */
    BridgeFlags on() {
        return new BridgeFlags(values, values);
    }

    static BridgeFlags read(Attributes attributes) {
        if (attributes.length() != BYTES) {
            throw new MalformedMessageException("bridge flags of " + attributes.length() + " bytes instead of 8");
        }
        ByteBuffer bytes = ByteBuffer.wrap(attributes.bytesValue()).order(ByteOrder.nativeOrder());
        int mask = bytes.getInt(4);
        return new BridgeFlags(bytes.getInt(0) & mask, mask);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(values)
                .putInt(mask)
                .array();
    }

    /** As {@code ip} takes those that it has a word for. */
    String text() {
        return new Words()
                .addIf((mask & NO_LINK_LOCAL_LEARNING) != 0, "no_linklocal_learn", values & 1)
                .addIf((mask & MULTICAST_SNOOPING_BY_VLAN) != 0, "mcast_vlan_snooping", values >>> 1 & 1)
                .toString();
    }
}
