package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;

/**
 * Takes links away. Each request waits for an RCU grace period, 10 to 30 ms; links of one group go in one request, and
 * requests of one batch do not wait together: give links that go together a group.
 */
public final class LinkDelete {
    private LinkDelete() {}

    public static Request of(int index) {
        return request(LinkHeader.begin(MessageType.AF_UNSPEC, index, 0, 0), "delete link", index);
    }

    public static Request of(String name) {
        LinkAttribute.checkName(name);
        return request(
                LinkHeader.putNew(new MessageWriter()).attributeString(LinkAttribute.IFNAME, name),
                "delete link",
                name);
    }

    /** All links of a group, which must not be the default group 0; ENODEV if it has none. */
    public static Request group(int group) {
        if (group == 0) {
            throw new IllegalArgumentException("group 0 holds every link of the namespace that is in no other group");
        }
        return request(
                LinkHeader.putNew(new MessageWriter()).attributeInt(LinkAttribute.GROUP, group),
                "delete links of group",
                group);
    }

    private static Request request(MessageWriter writer, String verb, Object subject) {
        return new Request(MessageType.DELLINK, 0, writer.toBytes(), verb, subject);
    }
}
