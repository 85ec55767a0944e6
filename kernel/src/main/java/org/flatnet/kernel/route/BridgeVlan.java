package org.flatnet.kernel.route;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;

/**
 * A VLAN that a port of a bridge, or the bridge itself, lets pass when the bridge filters VLANs ({@code bridge vlan}).
 *
 * @param link the index of the port, or of the bridge
 * @param id 1 to 4094
 * @param defaultVlan whether untagged packets that come in are of this VLAN ({@code pvid})
 * @param untagged whether its packets leave without tag
 * @param self whether the link is the bridge itself
 */
public record BridgeVlan(int link, int id, boolean defaultVlan, boolean untagged, boolean self)
        implements NetworkObject {
    private static final int FLAGS_SELF = 2;
    private static final int INFO_PVID = 1 << 1;
    private static final int INFO_UNTAGGED = 1 << 2;
    private static final int INFO_RANGE_BEGIN = 1 << 3;
    private static final int INFO_BYTES = 4;
    /** {@code RTEXT_FILTER_BRVLAN}. */
    static final int DUMP_MASK = 1 << 1;

    public BridgeVlan {
        if (id < 1 || id > 4094) {
            throw new IllegalArgumentException("VLAN " + id + ": expected 1 to 4094");
        }
    }

    /** A VLAN of a port whose packets keep their tags. */
    public static BridgeVlan tagged(int port, int id) {
        return new BridgeVlan(port, id, false, false, false);
    }

    /** A VLAN of a port that sends and receives it without tags. */
    public static BridgeVlan access(int port, int id) {
        return new BridgeVlan(port, id, true, true, false);
    }

    /** The same of the bridge itself, whose index the link is. */
    public BridgeVlan onBridge() {
        return new BridgeVlan(link, id, defaultVlan, untagged, true);
    }

    /** Adds the VLAN, or changes how it is there. */
    @Override
    public Request add() {
        return request(MessageType.SETLINK, "add");
    }

    @Override
    public Request delete() {
        return request(MessageType.DELLINK, "delete");
    }

    private Request request(int type, String verb) {
        MessageWriter writer =
                LinkHeader.begin(MessageType.AF_BRIDGE, link, 0, 0).beginNest(LinkAttribute.AF_SPEC);
        if (self) {
            writer.attributeShort(LinkAttribute.BRIDGE_FLAGS, FLAGS_SELF);
        }
        int flags = (defaultVlan ? INFO_PVID : 0) | (untagged ? INFO_UNTAGGED : 0);
        writer.attributeBytes(
                        LinkAttribute.BRIDGE_VLAN_INFO,
                        ByteBuffer.allocate(INFO_BYTES)
                                .order(ByteOrder.nativeOrder())
                                .putShort((short) flags)
                                .putShort((short) id)
                                .array())
                .endNest();
        return new Request(type, 0, writer.toBytes(), verb + " VLAN", this);
    }

    /** The VLANs of one link of a dump with {@link #DUMP_MASK}; ranges only come with another mask. */
    static List<BridgeVlan> read(Message message) {
        return Decoding.checked("VLANs of a bridge", () -> {
            List<BridgeVlan> vlans = new ArrayList<>();
            int index = message.intAt(LinkHeader.INDEX_AT);
            List<byte[]> entries = new ArrayList<>();
            boolean bridge = true;
            Attributes attributes = message.attributes(LinkHeader.BYTES);
            while (attributes.next()) {
                switch (attributes.type()) {
                    // A bridge is listed among its ports as its own master.
                    case LinkAttribute.MASTER -> bridge = attributes.intValue() == index;
                    case LinkAttribute.AF_SPEC -> entries.addAll(entries(attributes.nested()));
                    default -> {}
                }
            }
            for (byte[] entry : entries) {
                vlans.add(read(index, bridge, ByteBuffer.wrap(entry).order(ByteOrder.nativeOrder())));
            }
            return vlans;
        });
    }

    private static List<byte[]> entries(Attributes attributes) {
        List<byte[]> entries = new ArrayList<>();
        while (attributes.next()) {
            if (attributes.type() == LinkAttribute.BRIDGE_VLAN_INFO) {
                if (attributes.length() != INFO_BYTES) {
                    throw new MalformedMessageException("a VLAN entry of " + attributes.length() + " bytes");
                }
                entries.add(attributes.bytesValue());
            }
        }
        return entries;
    }

    private static BridgeVlan read(int index, boolean bridge, ByteBuffer entry) {
        int flags = entry.getShort(0);
        if ((flags & INFO_RANGE_BEGIN) != 0) {
            throw new MalformedMessageException("a range of VLANs, which was not asked for");
        }
        return new BridgeVlan(index, entry.getShort(2), (flags & INFO_PVID) != 0, (flags & INFO_UNTAGGED) != 0, bridge);
    }

    private String text(LinkNames names) {
        return new Words("dev", names.name(link), "vid", id)
                .addIf(defaultVlan, "pvid")
                .addIf(untagged, "untagged")
                .addIf(self, "self")
                .toString();
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        return "bridge vlan " + (verb == Verb.DELETE ? "del " : "add ") + text(names);
    }

    @Override
    public String toString() {
        return text(LinkNames.NUMBERS);
    }
}
