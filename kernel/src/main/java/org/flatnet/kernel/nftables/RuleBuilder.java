package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Writes a rule in nft's own order: what must match, then what is done. The tests that nft adds by itself, that the
 * packet is of the family or protocol whose field is read, are added here too, once a rule. Not for several threads.
 *
 * <pre>{@code
 * // iifname "eth0" ip saddr 10.0.0.0/8 tcp dport 80 counter accept comment "web"
 * NftRule.in(chain).iifname("eth0").source(cidr).tcp().destinationPort(80).counter().accept().comment("web").build();
 * }</pre>
 */
public final class RuleBuilder {
    private final ChainId chain;
    private final TableFamily family;
    private final List<Expression> expressions = new ArrayList<>();
    private Guard network = Guard.NONE;
    private Guard transport = Guard.NONE;
    private @Nullable String comment;

    RuleBuilder(ChainId chain) {
        this.chain = chain;
        this.family = chain.table().family();
        this.network = switch (family) {
            case IP -> Guard.IPV4;
            case IP6 -> Guard.IPV6;
            case ARP -> Guard.ARP;
            case INET, BRIDGE, NETDEV -> Guard.NONE;
        };
    }

    /** The rule. */
    public NftRule build() {
        return new NftRule(chain, expressions, comment);
    }

    /** Adds an expression as it is. */
    public RuleBuilder add(Expression expression) {
        expressions.add(expression);
        return this;
    }

    /** nft's {@code comment "text"}: at most 127 bytes. */
    public RuleBuilder comment(String text) {
        comment = text;
        return this;
    }

    // ---- what must match

    /**
     * Packets of a protocol: {@code meta nfproto}, {@code meta protocol} or {@code meta l4proto}, where the table and the
     * rule do not already see to that.
     *
     * @throws IllegalArgumentException if the table or the rule has no such packets
     */
    public RuleBuilder guard(Guard guard) {
        IpFamily needed = guard.family();
        if (needed != null) {
            guardNetwork(Guard.of(needed));
        } else if (guard == Guard.ARP) {
            guardNetwork(guard);
        }
        if (guard.protocol() != 0 && guard != transport) {
            if (transport != Guard.NONE) {
                throw new IllegalArgumentException("a rule for " + transport + " and for " + guard);
            }
            transport = guard;
            test(Field.PROTOCOL, Value.ofByte(guard.protocol()));
        }
        return this;
    }

    private void guardNetwork(Guard guard) {
        if (guard == network) {
            return;
        }
        if (network != Guard.NONE || family == TableFamily.INET && guard == Guard.ARP) {
            throw new IllegalArgumentException("a rule for " + guard + " in a chain or after a test for "
                    + (network == Guard.NONE ? family : network));
        }
        network = guard;
        IpFamily ip = guard.family();
        if (family == TableFamily.INET && ip != null) {
            test(new MetaField(MetaKey.NFPROTO), Value.ofByte(ip.addressFamily()));
        } else {
            test(Field.ETHER_TYPE, Value.ofShort(guard.etherType()));
        }
    }

    private void test(Field field, Value value) {
        add(field.load(Register.FIRST)).add(new Compare(Register.FIRST, Compare.Operator.EQUAL, value));
    }

    /** Packets of this family. */
    public RuleBuilder ip(IpFamily ipFamily) {
        return guard(Guard.of(ipFamily));
    }

    public RuleBuilder tcp() {
        return guard(Guard.TCP);
    }

    public RuleBuilder udp() {
        return guard(Guard.UDP);
    }

    /** Packets of the transport protocol with this number, such as 58 for ICMPv6. */
    public RuleBuilder protocol(int number) {
        for (Guard guard : Guard.values()) {
            if (guard.protocol() == number && guard.family() == null && number != 0) {
                return guard(guard);
            }
        }
        return match(Field.PROTOCOL, Value.ofByte(number));
    }

    /** A field that equals a value. */
    public RuleBuilder match(Field field, Value value) {
        return match(field, Compare.Operator.EQUAL, value);
    }

    /** A field that does not equal a value. */
    public RuleBuilder matchNot(Field field, Value value) {
        return match(field, Compare.Operator.NOT_EQUAL, value);
    }

    /** A field that compares so with a value; order is told of numbers in network order alone. */
    public RuleBuilder match(Field field, Compare.Operator operator, Value value) {
        guard(field.guard());
        return add(field.load(Register.FIRST)).add(new Compare(Register.FIRST, operator, value));
    }

    /** A field of which these bits equal a value: {@code meta mark & 0xff == 0x1}. */
    public RuleBuilder matchBits(Field field, Value mask, Value value) {
        return matchBits(field, mask, Compare.Operator.EQUAL, value);
    }

    /** A field of which these bits compare so with a value. */
    public RuleBuilder matchBits(Field field, Value mask, Compare.Operator operator, Value value) {
        guard(field.guard());
        return add(field.load(Register.FIRST)).and(mask).add(new Compare(Register.FIRST, operator, value));
    }

    private RuleBuilder and(Value mask) {
        Value zero = Value.of(new byte[mask.length()]);
        return add(new Bitwise.Mask(Register.FIRST, Register.FIRST, mask, zero));
    }

    /** A field from one value to another, both included; for numbers in network order. */
    public RuleBuilder matchBetween(Field field, Value from, Value to) {
        guard(field.guard());
        return add(field.load(Register.FIRST)).add(new Range(Register.FIRST, true, from, to));
    }

    /** Packets that came in by a link: its name, or the beginning of names, {@code vr*}. */
    public RuleBuilder iifname(String name) {
        return match(Field.IIFNAME, interfaceName(name));
    }

    public RuleBuilder iifnameNot(String name) {
        return matchNot(Field.IIFNAME, interfaceName(name));
    }

    /** Packets that leave by a link: its name, or the beginning of names, {@code vr*}. */
    public RuleBuilder oifname(String name) {
        return match(Field.OIFNAME, interfaceName(name));
    }

    public RuleBuilder oifnameNot(String name) {
        return matchNot(Field.OIFNAME, interfaceName(name));
    }

    private static Value interfaceName(String name) {
        return name.endsWith("*")
                ? Value.ofInterfacePrefix(name.substring(0, name.length() - 1))
                : Value.ofInterface(name);
    }

    /** Packets from a network; its family is tested too. */
    public RuleBuilder source(Cidr network) {
        return network(Field.source(network.family()), Compare.Operator.EQUAL, network);
    }

    public RuleBuilder source(IpAddress address) {
        return source(Cidr.host(address));
    }

    /** Packets of the network's family from elsewhere. */
    public RuleBuilder sourceNot(Cidr network) {
        return network(Field.source(network.family()), Compare.Operator.NOT_EQUAL, network);
    }

    /** Packets to a network; its family is tested too. */
    public RuleBuilder destination(Cidr network) {
        return network(Field.destination(network.family()), Compare.Operator.EQUAL, network);
    }

    public RuleBuilder destination(IpAddress address) {
        return destination(Cidr.host(address));
    }

    /** Packets of the network's family to elsewhere. */
    public RuleBuilder destinationNot(Cidr network) {
        return network(Field.destination(network.family()), Compare.Operator.NOT_EQUAL, network);
    }

    /** A prefix of whole bytes is read as those bytes alone; of any other the rest is masked away. As nft does it. */
    private RuleBuilder network(Field field, Compare.Operator operator, Cidr cidr) {
        guard(field.guard());
        Value value = Value.of(cidr.network());
        PayloadLoad load = (PayloadLoad) field.load(Register.FIRST);
        if (cidr.prefixLength() == 0 || cidr.prefixLength() % Byte.SIZE != 0) {
            return add(load).and(mask(cidr)).add(new Compare(Register.FIRST, operator, value));
        }
        int bytes = cidr.prefixLength() / Byte.SIZE;
        return add(new PayloadLoad(load.target(), load.base(), load.offset(), bytes))
                .add(new Compare(Register.FIRST, operator, value.part(0, bytes)));
    }

    private static Value mask(Cidr cidr) {
        byte[] mask = new byte[cidr.family().bytes()];
        Arrays.fill(mask, (byte) 0xff);
        return Value.of(IpAddress.of(mask).masked(cidr.prefixLength()));
    }

    public RuleBuilder etherSource(MacAddress address) {
        return match(PayloadField.ETHER_SADDR, Value.of(address));
    }

    public RuleBuilder etherSourceNot(MacAddress address) {
        return matchNot(PayloadField.ETHER_SADDR, Value.of(address));
    }

    /** After {@link #tcp}, {@link #udp} or {@link #protocol}. */
    public RuleBuilder sourcePort(int port) {
        return match(PayloadField.TRANSPORT_SPORT, Value.ofShort(port));
    }

    /** After {@link #tcp}, {@link #udp} or {@link #protocol}. */
    public RuleBuilder destinationPort(int port) {
        return match(PayloadField.TRANSPORT_DPORT, Value.ofShort(port));
    }

    /** Packets of an ICMP type; the protocol is tested too. */
    public RuleBuilder icmpType(IpFamily ipFamily, int type) {
        Field field = ipFamily == IpFamily.IPV4 ? PayloadField.ICMP_TYPE : PayloadField.ICMPV6_TYPE;
        return match(field, Value.ofByte(type));
    }

    /** Packets whose mark has, of these bits, exactly those. */
    public RuleBuilder mark(int mask, int bits) {
        return matchBits(Field.MARK, Value.ofHostInt(mask), Value.ofHostInt(bits));
    }

    /** Packets in one of these states of their flow. */
    public RuleBuilder ctState(CtState... states) {
        return anyBit(Field.CT_STATE, bits(states), Compare.Operator.NOT_EQUAL);
    }

    /** Packets in none of these states. */
    public RuleBuilder ctStateNot(CtState... states) {
        return anyBit(Field.CT_STATE, bits(states), Compare.Operator.EQUAL);
    }

    /** Packets whose flow has one of these bits of {@code IPS_*}: {@code ct status dnat}. */
    public RuleBuilder ctStatus(int bits) {
        return anyBit(Field.CT_STATUS, bits, Compare.Operator.NOT_EQUAL);
    }

    private RuleBuilder anyBit(Field field, int bits, Compare.Operator withZero) {
        return matchBits(field, Value.ofHostInt(bits), withZero, Value.ofHostInt(0));
    }

    private static int bits(CtState... states) {
        int bits = 0;
        for (CtState state : states) {
            bits |= state.bit();
        }
        return bits;
    }

    /** Packets whose fields, taken together, are in a set: {@code ip saddr . th dport @set}. */
    public RuleBuilder in(SetId set, Field... fields) {
        return lookup(set, new Lookup.Result.Found(), fields);
    }

    /** Packets whose fields, taken together, are not in a set. */
    public RuleBuilder notIn(SetId set, Field... fields) {
        return lookup(set, new Lookup.Result.NotFound(), fields);
    }

    /** Follows the verdict that a map gives for the fields; goes on where it gives none: {@code ip saddr vmap @map}. */
    public RuleBuilder vmap(SetId map, Field... fields) {
        return lookup(map, new Lookup.Result.Follow(), fields);
    }

    private RuleBuilder lookup(SetId set, Lookup.Result result, Field... fields) {
        if (!set.table().equals(chain.table())) {
            throw new IllegalArgumentException(set + " is not in the table of " + chain);
        }
        loadAll(fields);
        return add(new Lookup(set.name(), Register.FIRST, result));
    }

    /** Loads fields one after the other from the first register on; tells which register comes next. */
    private Register loadAll(Field... fields) {
        for (Field field : fields) {
            guard(field.guard());
        }
        int slot = 0;
        for (Field field : fields) {
            Load load = field.load(new Register(slot));
            add(load);
            slot += Value.aligned(field.type().length()) / Integer.BYTES;
        }
        return new Register(slot);
    }

    /** While the rate is not exceeded. */
    public RuleBuilder limit(Limit limit) {
        return add(limit);
    }

    // ---- what is done

    public RuleBuilder counter() {
        return add(Counter.ZERO);
    }

    /** Counts in a counter that other rules may share. */
    public RuleBuilder counter(NamedObject.Id counter) {
        return add(new UseObject(counter.type(), counter.name()));
    }

    public RuleBuilder log(Log log) {
        return add(log);
    }

    /** {@code mark = mark & keep ^ flip}. */
    public RuleBuilder changeMark(int keep, int flip) {
        return change(Field.MARK, keep, flip).add(new MetaStore(Register.FIRST, MetaKey.MARK));
    }

    /** Sets bits of the mark: {@code meta mark set meta mark | bits}. */
    public RuleBuilder setMarkBits(int bits) {
        return changeMark(~bits, bits);
    }

    /** Clears bits of the mark: {@code meta mark set meta mark & ~bits}. */
    public RuleBuilder clearMarkBits(int bits) {
        return changeMark(~bits, 0);
    }

    /** {@code ct mark = ct mark & keep ^ flip}. */
    public RuleBuilder changeCtMark(int keep, int flip) {
        return change(Field.CT_MARK, keep, flip).add(new CtStore(Register.FIRST, CtKey.MARK, null));
    }

    /** {@code priority = priority & keep ^ flip}. */
    public RuleBuilder changePriority(int keep, int flip) {
        return change(Field.PRIORITY, keep, flip).add(new MetaStore(Register.FIRST, MetaKey.PRIORITY));
    }

    private RuleBuilder change(Field field, int keep, int flip) {
        return add(field.load(Register.FIRST))
                .add(new Bitwise.Mask(Register.FIRST, Register.FIRST, Value.ofHostInt(keep), Value.ofHostInt(flip)));
    }

    /** Gives a packet the metadata that a map gives for the fields; goes on only where it gives one. */
    public RuleBuilder setFromMap(MetaKey key, SetId map, Field... fields) {
        return lookup(map, new Lookup.Result.Into(Register.FIRST), fields).add(new MetaStore(Register.FIRST, key));
    }

    /** Adds, refreshes or deletes the element of a set whose key the fields are. */
    public RuleBuilder dynamicSet(
            DynamicSet.Operation operation, SetId set, long timeoutMillis, List<Expression> state, Field... key) {
        loadAll(key);
        return add(new DynamicSet(set.name(), operation, Register.FIRST, null, timeoutMillis, false, state));
    }

    /** Gives the flow the address of the link it leaves by as its source. */
    public RuleBuilder masquerade(NatFlag... flags) {
        return add(new Masquerade(null, Set.of(flags)));
    }

    /** The same with ports from a range; after {@link #tcp}, {@link #udp} or {@link #protocol}. */
    public RuleBuilder masqueradePorts(int first, int last, NatFlag... flags) {
        return add(new Immediate(Register.FIRST, Value.ofShort(first)))
                .add(new Immediate(Register.FIRST.after(Register.BYTES_OF_LONG), Value.ofShort(last)))
                .add(new Masquerade(
                        new NatRange(Register.FIRST, Register.FIRST.after(Register.BYTES_OF_LONG)), Set.of(flags)));
    }

    /** Gives the flow this source. */
    public RuleBuilder snat(IpAddress source, NatFlag... flags) {
        return ip(source.family())
                .add(new Immediate(Register.FIRST, Value.of(source)))
                .add(new Nat(false, source.family(), NatRange.one(Register.FIRST), null, Set.of(flags)));
    }

    /** Gives the flow this destination. */
    public RuleBuilder dnat(IpAddress destination, NatFlag... flags) {
        return ip(destination.family())
                .add(new Immediate(Register.FIRST, Value.of(destination)))
                .add(new Nat(true, destination.family(), NatRange.one(Register.FIRST), null, Set.of(flags)));
    }

    /** Gives the flow this destination and port; after {@link #tcp}, {@link #udp} or {@link #protocol}. */
    public RuleBuilder dnat(IpAddress destination, int port, NatFlag... flags) {
        Register second = Register.FIRST.after(Register.BYTES_OF_LONG);
        return ip(destination.family())
                .add(new Immediate(Register.FIRST, Value.of(destination)))
                .add(new Immediate(second, Value.ofShort(port)))
                .add(new Nat(
                        true, destination.family(), NatRange.one(Register.FIRST), NatRange.one(second), Set.of(flags)));
    }

    /** Gives the flow the destination and port that a map gives for the fields; goes on where it gives none. */
    public RuleBuilder dnatFromMap(IpFamily ipFamily, SetId map, Field... fields) {
        Register port = Register.FIRST.after(ipFamily.bytes());
        return ip(ipFamily)
                .lookup(map, new Lookup.Result.Into(Register.FIRST), fields)
                .add(new Nat(true, ipFamily, NatRange.one(Register.FIRST), NatRange.one(port), Set.of()));
    }

    public RuleBuilder notrack() {
        return add(new NoTrack());
    }

    public RuleBuilder reject(Reject reject) {
        if (reject.type() == Reject.Type.TCP_RESET) {
            tcp();
        }
        return add(reject);
    }

    public RuleBuilder accept() {
        return verdict(Verdict.ACCEPT);
    }

    public RuleBuilder drop() {
        return verdict(Verdict.DROP);
    }

    /** Back to the rule after the jump, or the base chain's policy. */
    public RuleBuilder returnBack() {
        return verdict(Verdict.RETURN);
    }

    /** To a chain of the same table, and back at its end. */
    public RuleBuilder jump(ChainId target) {
        return verdict(Verdict.jump(target.name()));
    }

    /** To a chain of the same table, and not back. */
    public RuleBuilder goTo(ChainId target) {
        return verdict(Verdict.goTo(target.name()));
    }

    public RuleBuilder verdict(Verdict verdict) {
        return add(new VerdictExpression(verdict));
    }
}
