package org.flatnet.kernel.route;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which packets ask which routing table ({@code ip rule}).
 *
 * @param family of the packets
 * @param priority the lower is asked first, unsigned 32 bits
 * @param action what is done with packets that match
 * @param table the table to ask, of the action {@link RuleAction#TABLE}
 * @param gotoPriority where to go on, of the action {@link RuleAction#GOTO}
 * @param source from where the packets come; null for anywhere
 * @param destination where they go; null for anywhere
 * @param typeOfService 0 for all
 * @param inputLink the name of the link they come in by, {@code lo} for this host's own; null for any
 * @param outputLink the name of the link that their socket is bound to; null for any
 * @param mark their mark, or null for any
 * @param ipProtocol 6 for TCP, 17 for UDP …; 0 for all
 * @param sourcePorts null for all
 * @param destinationPorts null for all
 * @param inverted whether it is the packets that do not match
 * @param suppressedPrefixLength routes of prefixes up to that length do not count; -1 for none, as the kernel has it
 * @param protocol who made the rule, 0 to 255
 * @param others attributes that the library does not know
 */
public record Rule(
        IpFamily family,
        long priority,
        RuleAction action,
        int table,
        long gotoPriority,
        @Nullable Cidr source,
        @Nullable Cidr destination,
        int typeOfService,
        @Nullable String inputLink,
        @Nullable String outputLink,
        @Nullable Mark mark,
        int ipProtocol,
        @Nullable PortRange sourcePorts,
        @Nullable PortRange destinationPorts,
        boolean inverted,
        int suppressedPrefixLength,
        int protocol,
        List<OpaqueAttribute> others)
        implements NetworkObject {

    public Rule {
        if (priority >>> 32 != 0 || gotoPriority >>> 32 != 0) {
            throw new IllegalArgumentException("rule priority " + priority + ": expected an unsigned 32-bit number");
        }
        if (source != null && source.family() != family || destination != null && destination.family() != family) {
            throw new IllegalArgumentException("an " + family + " rule from " + source + " to " + destination);
        }
        if (protocol < 0 || protocol > 255 || ipProtocol < 0 || ipProtocol > 255 || suppressedPrefixLength < -1) {
            throw new IllegalArgumentException("rule with protocol " + protocol + ", IP protocol " + ipProtocol
                    + ", suppressed prefix length " + suppressedPrefixLength);
        }
        others = List.copyOf(others);
    }

    /** All packets of the family ask the table. */
    public static Rule lookup(IpFamily family, long priority, int table) {
        return new Rule(
                family,
                priority,
                RuleAction.TABLE,
                table,
                0,
                null,
                null,
                0,
                null,
                null,
                null,
                0,
                null,
                null,
                false,
                -1,
                0,
                List.of());
    }

    /** A copy that a method changes in one place. */
    private RuleBuilder copy() {
        return new RuleBuilder(this);
    }

    public Rule withAction(RuleAction other) {
        return copy().action(other).rule();
    }

    /** Goes on with the rule of another, higher priority. */
    public Rule withGoto(long otherPriority) {
        return copy().action(RuleAction.GOTO).gotoPriority(otherPriority).rule();
    }

    public Rule from(Cidr prefix) {
        return copy().source(prefix).rule();
    }

    public Rule to(Cidr prefix) {
        return copy().destination(prefix).rule();
    }

    public Rule withInputLink(String name) {
        return copy().inputLink(name).rule();
    }

    public Rule withOutputLink(String name) {
        return copy().outputLink(name).rule();
    }

    public Rule withMark(Mark other) {
        return copy().mark(other).rule();
    }

    public Rule withIpProtocol(int number) {
        return copy().ipProtocol(number).rule();
    }

    public Rule withSourcePorts(PortRange ports) {
        return copy().sourcePorts(ports).rule();
    }

    public Rule withDestinationPorts(PortRange ports) {
        return copy().destinationPorts(ports).rule();
    }

    public Rule withTypeOfService(int number) {
        return copy().typeOfService(number).rule();
    }

    public Rule withInverted() {
        return copy().inverted(true).rule();
    }

    public Rule withSuppressedPrefixLength(int length) {
        return copy().suppressedPrefixLength(length).rule();
    }

    public Rule withProtocol(int number) {
        return copy().protocol(number).rule();
    }

    /** The same without attributes that are not known. */
    public Rule configured() {
        return copy().others(List.of()).rule();
    }

    @Override
    public Request add() {
        return new Request(
                MessageType.NEWRULE, Request.CREATE | Request.EXCLUSIVE, RuleCodec.body(this), "add rule", this);
    }

    @Override
    public Request delete() {
        return new Request(MessageType.DELRULE, 0, RuleCodec.body(this), "delete rule", this);
    }

    static Rule read(Message message) {
        return Decoding.checked("rule", () -> RuleCodec.read(message));
    }

    private String text() {
        return new Words()
                .addIf(inverted, "not")
                .addIf(source != null || destination == null, "from", source == null ? "all" : source)
                .addIfPresent("to", destination)
                .addIf(typeOfService != 0, "tos", "0x" + Integer.toHexString(typeOfService))
                .addIfPresent("fwmark", mark)
                .addIfPresent("iif", inputLink)
                .addIfPresent("oif", outputLink)
                .addIf(ipProtocol != 0, "ipproto", ipProtocol)
                .addIfPresent("sport", sourcePorts)
                .addIfPresent("dport", destinationPorts)
                .add("priority", priority)
                .add(actionText())
                .addIf(suppressedPrefixLength >= 0, "suppress_prefixlength", suppressedPrefixLength)
                .addIf(protocol != 0, "protocol", RouteProtocol.text(protocol))
                .toString();
    }

    private String actionText() {
        if (action.equals(RuleAction.TABLE)) {
            return "lookup " + RouteTable.text(table);
        }
        return action.equals(RuleAction.GOTO) ? "goto " + gotoPriority : action.toString();
    }

    @Override
    public String command(Verb verb, LinkNames names) {
        String word = verb == Verb.DELETE ? "del" : "add";
        return (family == IpFamily.IPV6 ? "ip -6 rule " : "ip rule ") + word + " " + text();
    }

    @Override
    public String toString() {
        return family + " " + text();
    }
}
