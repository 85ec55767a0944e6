package org.flatnet.guard;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.Field;
import org.flatnet.kernel.nftables.Guard;
import org.flatnet.kernel.nftables.Lookup;
import org.flatnet.kernel.nftables.MetaField;
import org.flatnet.kernel.nftables.MetaKey;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.PayloadBase;
import org.flatnet.kernel.nftables.PayloadField;
import org.flatnet.kernel.nftables.PayloadLoad;
import org.flatnet.kernel.nftables.Register;
import org.flatnet.kernel.nftables.RuleBuilder;
import org.flatnet.kernel.nftables.TableFamily;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Value;

/** The rules that every packet from a pod's link passes. What they drop they count, so that an operator finds it. */
final class GuardRules {
    private static final Field LINK_TYPE = new MetaField(MetaKey.IIFTYPE);

    /** {@code ARPHRD_ETHER}. */
    private static final Value ETHERNET = Value.ofHostShort(1);

    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;
    private static final int DHCPV6_CLIENT = 546;
    private static final int DHCPV6_SERVER = 547;

    private static final int ICMPV6_MULTICAST_REPORT = 131;
    private static final int ICMPV6_ROUTER_ADVERTISEMENT = 134;
    private static final int ICMPV6_NEIGHBOUR_SOLICITATION = 135;
    private static final int ICMPV6_NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int ICMPV6_REDIRECT = 137;
    private static final int ICMPV6_MULTICAST_REPORT_2 = 143;

    /** Bytes of a neighbour advertisement before the address that it speaks of. */
    private static final int ADVERTISED_OFFSET = 8;

    private final TableId table;
    private final ChainId chain;
    private final List<NftRule> rules = new ArrayList<>();

    private GuardRules(ChainId chain) {
        this.table = chain.table();
        this.chain = chain;
    }

    /** The rules of the chain to which packets from pods go. */
    static List<NftRule> of(ChainId chain) {
        GuardRules guard = new GuardRules(chain);
        guard.drop(guard.ether().notIn(GuardSets.macs(guard.table).id(), GuardSets.macFields()), "not the pod's MAC");
        if (guard.table.family() == TableFamily.BRIDGE) {
            guard.arp();
        }
        guard.ipv4();
        guard.ipv6();
        if (guard.table.family() == TableFamily.BRIDGE) {
            guard.drop(guard.rule(), "neither IP nor ARP");
        }
        return guard.rules;
    }

    private RuleBuilder rule() {
        return NftRule.in(chain);
    }

    /** For rules that read the Ethernet header, of which nft wants to be sure where not all links have one. */
    private RuleBuilder ether() {
        return table.family() == TableFamily.BRIDGE ? rule() : rule().match(LINK_TYPE, ETHERNET);
    }

    private void drop(RuleBuilder rule, String why) {
        rules.add(rule.counter().drop().comment("guard: " + why).build());
    }

    /** A pod may ask whether an address is free, with no address of its own yet (RFC 5227). */
    private void arp() {
        rules.add(rule().match(PayloadField.ARP_SADDR_IP, Value.of(IpAddress.unspecified(IpFamily.IPV4)))
                .in(GuardSets.macs(table).id(), Field.IIFNAME, PayloadField.ARP_SADDR_ETHER)
                .accept()
                .build());
        NftSet addresses = GuardSets.addresses(table, IpFamily.IPV4);
        drop(
                rule().notIn(addresses.id(), Field.IIFNAME, PayloadField.ARP_SADDR_ETHER, PayloadField.ARP_SADDR_IP),
                "ARP with another's address");
        rules.add(rule().guard(Guard.ARP).accept().build());
    }

    private void ipv4() {
        drop(
                rule().notIn(GuardSets.addresses(table, IpFamily.IPV4).id(), GuardSets.addressFields(IpFamily.IPV4)),
                "not the pod's IPv4 address");
        drop(
                rule().ip(IpFamily.IPV4).udp().sourcePort(DHCP_SERVER).destinationPort(DHCP_CLIENT),
                "a pod is no DHCP server");
        rules.add(rule().ip(IpFamily.IPV4).accept().build());
    }

    private void ipv6() {
        Value unspecified = Value.of(IpAddress.unspecified(IpFamily.IPV6));
        List<Integer> beforeAnAddress =
                List.of(ICMPV6_NEIGHBOUR_SOLICITATION, ICMPV6_MULTICAST_REPORT, ICMPV6_MULTICAST_REPORT_2);
        for (int type : beforeAnAddress) {
            rules.add(rule().match(PayloadField.IP6_SADDR, unspecified)
                    .icmpType(IpFamily.IPV6, type)
                    .accept()
                    .build());
        }
        NftSet addresses = GuardSets.addresses(table, IpFamily.IPV6);
        drop(ether().notIn(addresses.id(), GuardSets.addressFields(IpFamily.IPV6)), "not the pod's IPv6 address");
        drop(rule().icmpType(IpFamily.IPV6, ICMPV6_ROUTER_ADVERTISEMENT), "a pod is no router");
        drop(rule().icmpType(IpFamily.IPV6, ICMPV6_REDIRECT), "a pod redirects nobody");
        drop(advertisesAnothers(addresses), "advertises another's address");
        drop(
                rule().ip(IpFamily.IPV6).udp().sourcePort(DHCPV6_SERVER).destinationPort(DHCPV6_CLIENT),
                "a pod is no DHCPv6 server");
        rules.add(rule().ip(IpFamily.IPV6).accept().build());
    }

    /** The address that an advertisement speaks of lies where ARP has the sender's, and is as good a lie. */
    private RuleBuilder advertisesAnothers(NftSet addresses) {
        Register link = Register.FIRST;
        Register mac = link.after(Value.INTERFACE_NAME_BYTES);
        Register target = mac.after(PayloadField.ETHER_SADDR.type().length());
        return ether().icmpType(IpFamily.IPV6, ICMPV6_NEIGHBOUR_ADVERTISEMENT)
                .add(Field.IIFNAME.load(link))
                .add(PayloadField.ETHER_SADDR.load(mac))
                .add(new PayloadLoad(target, PayloadBase.TRANSPORT, ADVERTISED_OFFSET, IpFamily.IPV6.bytes()))
                .add(new Lookup(addresses.id().name(), link, new Lookup.Result.NotFound()));
    }
}
