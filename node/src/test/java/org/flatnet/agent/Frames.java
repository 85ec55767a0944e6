package org.flatnet.agent;

import java.nio.ByteBuffer;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;

/** Frames made by hand, true or false, with checksums that are right. */
final class Frames {
    static final int ARP = 0x0806;
    static final int UDP = 17;
    static final int ICMPV6 = 58;
    private static final int IPV6_DESTINATION_OPTIONS = 60;
    private static final int VLAN = 0x8100;
    /** That of neighbour discovery, whose receivers take no other. */
    private static final byte HOP_LIMIT = (byte) 255;

    private Frames() {}

    static byte[] ethernet(MacAddress to, MacAddress from, int type, byte[] packet) {
        return joined(to.bytes(), from.bytes(), shorts(type), packet);
    }

    /** An IP packet in a frame. */
    static byte[] ethernet(MacAddress to, MacAddress from, byte[] packet) {
        return ethernet(to, from, packet[0] >>> 4 == 4 ? 0x0800 : 0x86dd, packet);
    }

    /** The same frame as one of a VLAN. */
    static byte[] tagged(byte[] frame, int vlan) {
        ByteBuffer bytes = ByteBuffer.allocate(frame.length + 4);
        return bytes.put(frame, 0, 12)
                .putShort((short) VLAN)
                .putShort((short) vlan)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /** A request, with bytes behind it that no receiver reads. */
    static byte[] arp(MacAddress senderMac, IpAddress sender, IpAddress target, byte[] trailer) {
        return joined(
                shorts(1, 0x0800, 0x0604, 1), senderMac.bytes(), sender.bytes(), new byte[6], target.bytes(), trailer);
    }

    static byte[] ip(IpAddress from, IpAddress to, int protocol, byte[] payload) {
        if (from.family() == IpFamily.IPV6) {
            return joined(
                    shorts(0x6000, 0, payload.length),
                    new byte[] {(byte) protocol, HOP_LIMIT},
                    from.bytes(),
                    to.bytes(),
                    payload);
        }
        byte[] header = joined(
                shorts(0x4500, 20 + payload.length, 0, 0),
                new byte[] {HOP_LIMIT, (byte) protocol, 0, 0},
                from.bytes(),
                to.bytes());
        ByteBuffer.wrap(header).putShort(10, checksum(header));
        return joined(header, payload);
    }

    static byte[] udp(IpAddress from, int fromPort, IpAddress to, int toPort, byte[] payload) {
        byte[] datagram = joined(shorts(fromPort, toPort, 8 + payload.length, 0), payload);
        return ip(from, to, UDP, withChecksum(from, to, UDP, datagram, 6));
    }

    /** @param body what follows the checksum */
    static byte[] icmpv6(IpAddress from, IpAddress to, int type, byte[] body) {
        return ip(from, to, ICMPV6, icmpv6Message(from, to, type, body));
    }

    /** The same behind a header of options, which hides it from who looks at the first header alone. */
    static byte[] hiddenIcmpv6(IpAddress from, IpAddress to, int type, byte[] body) {
        byte[] options = {(byte) ICMPV6, 0, 1, 4, 0, 0, 0, 0};
        return ip(from, to, IPV6_DESTINATION_OPTIONS, joined(options, icmpv6Message(from, to, type, body)));
    }

    private static byte[] icmpv6Message(IpAddress from, IpAddress to, int type, byte[] body) {
        return withChecksum(from, to, ICMPV6, joined(new byte[] {(byte) type, 0, 0, 0}, body), 2);
    }

    private static byte[] withChecksum(IpAddress from, IpAddress to, int protocol, byte[] message, int offset) {
        byte[] pseudo = joined(from.bytes(), to.bytes(), shorts(message.length, protocol), message);
        ByteBuffer.wrap(message).putShort(offset, checksum(pseudo));
        return message;
    }

    /** RFC 1071. */
    private static short checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            bytes.put(part);
        }
        return bytes.array();
    }
}
