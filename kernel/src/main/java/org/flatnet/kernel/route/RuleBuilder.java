package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/** The parts of a rule while it is made, by a decoder or from another rule. */
final class RuleBuilder {
    private final IpFamily family;
    private long priority;
    private RuleAction action = RuleAction.TABLE;
    private int table;
    private long gotoPriority;
    private @Nullable Cidr source;
    private @Nullable Cidr destination;
    private int typeOfService;
    private @Nullable String inputLink;
    private @Nullable String outputLink;
    private @Nullable Mark mark;
    private int ipProtocol;
    private @Nullable PortRange sourcePorts;
    private @Nullable PortRange destinationPorts;
    private boolean inverted;
    private int suppressedPrefixLength = -1;
    private int protocol;
    private List<OpaqueAttribute> others = new ArrayList<>();

    RuleBuilder(IpFamily family) {
        this.family = family;
    }

    RuleBuilder(Rule rule) {
        family = rule.family();
        priority = rule.priority();
        action = rule.action();
        table = rule.table();
        gotoPriority = rule.gotoPriority();
        source = rule.source();
        destination = rule.destination();
        typeOfService = rule.typeOfService();
        inputLink = rule.inputLink();
        outputLink = rule.outputLink();
        mark = rule.mark();
        ipProtocol = rule.ipProtocol();
        sourcePorts = rule.sourcePorts();
        destinationPorts = rule.destinationPorts();
        inverted = rule.inverted();
        suppressedPrefixLength = rule.suppressedPrefixLength();
        protocol = rule.protocol();
        others = rule.others();
    }

    RuleBuilder priority(long value) {
        priority = value;
        return this;
    }

    RuleBuilder action(RuleAction value) {
        action = value;
        return this;
    }

    RuleBuilder table(int value) {
        table = value;
        return this;
    }

    RuleBuilder gotoPriority(long value) {
        gotoPriority = value;
        return this;
    }

    RuleBuilder source(Cidr value) {
        source = value;
        return this;
    }

    RuleBuilder destination(Cidr value) {
        destination = value;
        return this;
    }

    RuleBuilder typeOfService(int value) {
        typeOfService = value;
        return this;
    }

    RuleBuilder inputLink(String value) {
        inputLink = value;
        return this;
    }

    RuleBuilder outputLink(String value) {
        outputLink = value;
        return this;
    }

    RuleBuilder mark(@Nullable Mark value) {
        mark = value;
        return this;
    }

    RuleBuilder ipProtocol(int value) {
        ipProtocol = value;
        return this;
    }

    RuleBuilder sourcePorts(PortRange value) {
        sourcePorts = value;
        return this;
    }

    RuleBuilder destinationPorts(PortRange value) {
        destinationPorts = value;
        return this;
    }

    RuleBuilder inverted(boolean value) {
        inverted = value;
        return this;
    }

    RuleBuilder suppressedPrefixLength(int value) {
        suppressedPrefixLength = value;
        return this;
    }

    RuleBuilder protocol(int value) {
        protocol = value;
        return this;
    }

    RuleBuilder others(List<OpaqueAttribute> value) {
        others = value;
        return this;
    }

    Rule rule() {
        return new Rule(
                family,
                priority,
                action,
                table,
                gotoPriority,
                source,
                destination,
                typeOfService,
                inputLink,
                outputLink,
                mark,
                ipProtocol,
                sourcePorts,
                destinationPorts,
                inverted,
                suppressedPrefixLength,
                protocol,
                others);
    }
}
