package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/**
 * A rule's message: {@code struct fib_rule_hdr} and {@code FRA_*} of {@code linux/fib_rules.h}.
 *
 * <pre>
 * 0        1      2     3     4       5    7        8       12
 * ┌────────┬──────┬─────┬─────┬───────┬────┬────────┬───────┐
 * │ family │ to / │from/│ tos │ table │ 0 0│ action │ flags │   table: 8 bits of it, all are in FRA_TABLE
 * └────────┴──────┴─────┴─────┴───────┴────┴────────┴───────┘
 * </pre>
 */
final class RuleCodec {
    static final int HEADER_BYTES = 12;

    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_PROTOCOL = 21;
    private static final int FRA_IP_PROTO = 22;
    private static final int FRA_SPORT_RANGE = 23;
    private static final int FRA_DPORT_RANGE = 24;
    private static final int INVERT = 2;

    private RuleCodec() {}

    static byte[] body(Rule rule) {
        MessageWriter writer = new MessageWriter(128)
                .putByte(rule.family().addressFamily())
                .putByte(length(rule.destination()))
                .putByte(length(rule.source()))
                .putByte(rule.typeOfService())
                .putByte(rule.table() >>> 8 == 0 ? rule.table() : 0)
                .putShort(0)
                .putByte(rule.action().number())
                .putInt(rule.inverted() ? INVERT : 0);
        writePrefix(writer, FRA_DST, rule.destination());
        writePrefix(writer, FRA_SRC, rule.source());
        writer.attributeInt(FRA_PRIORITY, (int) rule.priority()).attributeInt(FRA_TABLE, rule.table());
        if (rule.action().equals(RuleAction.GOTO)) {
            writer.attributeInt(FRA_GOTO, (int) rule.gotoPriority());
        }
        if (rule.inputLink() != null) {
            writer.attributeString(FRA_IIFNAME, rule.inputLink());
        }
        if (rule.outputLink() != null) {
            writer.attributeString(FRA_OIFNAME, rule.outputLink());
        }
        if (rule.mark() != null) {
            writer.attributeInt(FRA_FWMARK, rule.mark().value())
                    .attributeInt(FRA_FWMASK, rule.mark().mask());
        }
        if (rule.suppressedPrefixLength() >= 0) {
            writer.attributeInt(FRA_SUPPRESS_PREFIXLEN, rule.suppressedPrefixLength());
        }
        writer.attributeByte(FRA_PROTOCOL, rule.protocol());
        if (rule.ipProtocol() != 0) {
            writer.attributeByte(FRA_IP_PROTO, rule.ipProtocol());
        }
        writePorts(writer, FRA_SPORT_RANGE, rule.sourcePorts());
        writePorts(writer, FRA_DPORT_RANGE, rule.destinationPorts());
        OpaqueAttribute.writeAll(rule.others(), writer);
        return writer.toBytes();
    }

    private static int length(@Nullable Cidr prefix) {
        return prefix == null ? 0 : prefix.prefixLength();
    }

    private static void writePrefix(MessageWriter writer, int attribute, @Nullable Cidr prefix) {
        if (prefix != null) {
            writer.attributeAddress(attribute, prefix.network());
        }
    }

    private static void writePorts(MessageWriter writer, int attribute, @Nullable PortRange ports) {
        if (ports != null) {
            writer.attributeBytes(attribute, ports.hostOrder());
        }
    }

    static Rule read(Message message) {
        RuleBuilder rule = new RuleBuilder(Decoding.family(message))
                .typeOfService(message.byteAt(3))
                .table(message.byteAt(4))
                .action(new RuleAction(message.byteAt(7)))
                .inverted((message.intAt(8) & INVERT) != 0);
        Integer mark = null;
        int mask = 0;
        List<OpaqueAttribute> others = new ArrayList<>();
        Attributes attributes = message.attributes(HEADER_BYTES);
        while (attributes.next()) {
            switch (attributes.type()) {
                case FRA_DST -> rule.destination(prefix(attributes.address(), message.byteAt(1)));
                case FRA_SRC -> rule.source(prefix(attributes.address(), message.byteAt(2)));
                case FRA_IIFNAME -> rule.inputLink(attributes.string());
                case FRA_OIFNAME -> rule.outputLink(attributes.string());
                case FRA_GOTO -> rule.gotoPriority(Integer.toUnsignedLong(attributes.intValue()));
                case FRA_PRIORITY -> rule.priority(Integer.toUnsignedLong(attributes.intValue()));
                case FRA_FWMARK -> mark = attributes.intValue();
                case FRA_FWMASK -> mask = attributes.intValue();
                case FRA_SUPPRESS_PREFIXLEN -> rule.suppressedPrefixLength(attributes.intValue());
                case FRA_TABLE -> rule.table(attributes.intValue());
                case FRA_PROTOCOL -> rule.protocol(attributes.byteValue());
                case FRA_IP_PROTO -> rule.ipProtocol(attributes.byteValue());
                case FRA_SPORT_RANGE -> rule.sourcePorts(PortRange.readHostOrder(attributes));
                case FRA_DPORT_RANGE -> rule.destinationPorts(PortRange.readHostOrder(attributes));
                default -> others.add(OpaqueAttribute.read(attributes));
            }
        }
        boolean marked = mark != null || mask != 0;
        return rule.mark(marked ? new Mark(mark == null ? 0 : mark, mask) : null)
                .others(others)
                .rule();
    }

    private static Cidr prefix(IpAddress address, int length) {
        return new Cidr(address, length);
    }
}
