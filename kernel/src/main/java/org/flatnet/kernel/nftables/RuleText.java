package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * Turns a rule's expressions back into the statement that a person would write. It follows what is in each register, and
 * leaves out the tests of a protocol that the next field implies, as nft does.
 */
final class RuleText {
    private final List<String> words = new ArrayList<>();
    private final Map<Integer, Operand> registers = new HashMap<>();
    private Guard network;
    private Guard transport = Guard.NONE;
    private int networkWord = -1;
    private int transportWord = -1;
    private int linkWord = -1;
    private @Nullable AtLeast atLeast;

    /** A field that was just found to be at least a value; "at most" after it makes a range of the two. */
    private record AtLeast(int word, Operand operand, Value value) {}

    private RuleText(TableFamily family) {
        network = switch (family) {
            case IP -> Guard.IPV4;
            case IP6 -> Guard.IPV6;
            case ARP -> Guard.ARP;
            case INET, BRIDGE, NETDEV -> Guard.NONE;
        };
    }

    /** The rule's statement, without counted packets. */
    static String of(NftRule rule) {
        RuleText text = new RuleText(rule.chain().table().family());
        rule.expressions().forEach(text::add);
        text.words.removeIf(String::isEmpty);
        if (rule.comment() != null) {
            text.words.add("comment \"" + rule.comment() + "\"");
        }
        return String.join(" ", text.words);
    }

    /** State that a set keeps with its elements. */
    static String state(Expression expression) {
        RuleText text = new RuleText(TableFamily.INET);
        text.add(expression);
        return String.join(" ", text.words);
    }

    private void add(Expression expression) {
        switch (expression) {
            case Load load -> load(load);
            case Bitwise.Mask mask ->
                registers.put(mask.target().slot(), take(mask.source()).masked(mask.mask(), mask.flip()));
            case Compare compare -> compare(compare);
            case Range(Register source, boolean inside, Value from, Value to) -> {
                Operand operand = take(source);
                words.add(operand.as(null) + (inside ? " " : " != ") + ValueText.of(operand.type(), from) + "-"
                        + ValueText.of(operand.type(), to));
            }
            case Immediate(Register target, Value value) -> registers.put(target.slot(), Operand.of(value));
            case Lookup lookup -> lookup(lookup);
            case MetaStore(Register source, MetaKey key) -> store("meta " + key.text(), key.type(), source);
            case CtStore(Register source, CtKey key, CtDirection direction) ->
                store(new CtField(key, direction).text(), key.type(), source);
            case Counter _ -> words.add("counter");
            case Limit limit -> words.add(StatementText.of(limit));
            case Log log -> words.add(StatementText.of(log));
            case Quota(long bytes, boolean over, long _) ->
                words.add("quota " + (over ? "over " : "") + bytes + " bytes");
            case ConnectionLimit(int count, boolean over) -> words.add("ct count " + (over ? "over " : "") + count);
            case Masquerade(NatRange ports, Set<NatFlag> flags) ->
                words.add("masquerade" + ports(ports) + StatementText.flags(flags));
            case Redirect(NatRange ports, Set<NatFlag> flags) ->
                words.add("redirect" + ports(ports) + StatementText.flags(flags));
            case Nat nat -> words.add(nat(nat));
            case NoTrack() -> words.add("notrack");
            case Reject reject -> words.add(StatementText.of(reject));
            case UseObject(NamedObject.Type type, String object) -> words.add(type.text() + " name \"" + object + "\"");
            case MapObject(Register source, String map) ->
                words.add("counter name " + take(source).as(null) + " map @" + map);
            case DynamicSet set -> words.add(dynamicSet(set));
            case VerdictExpression(Verdict verdict) -> words.add(verdict.toString());
            case Forward(Register link) -> words.add("fwd to " + take(link).as(FieldType.INTERFACE_INDEX));
            case Duplicate(Register address, Register link) ->
                words.add("dup" + (address == null ? "" : " to " + take(address).as(null))
                        + (link == null ? "" : " device " + take(link).as(FieldType.INTERFACE_INDEX)));
            case PayloadStore store -> payloadStore(store);
            case Bitwise.Shift shift -> words.add(unknown(shift));
            case ByteOrderChange change ->
                registers.put(change.target().slot(), take(change.source()).turned());
            case HeaderStore store -> words.add(unknown(store));
            case Opaque opaque -> words.add(unknown(opaque));
        }
    }

    /** Not nft's language: what has no statement there, or none that the library knows. */
    private static String unknown(Expression expression) {
        return "[" + expression.name() + "]";
    }

    // ---- loads

    private void load(Load load) {
        Operand operand = switch (load) {
            case PayloadLoad payload -> payload(payload);
            case MetaLoad(Register _, MetaKey key) -> field(new MetaField(key));
            case CtLoad(Register _, CtKey key, CtDirection direction) -> field(new CtField(key, direction));
            case NumberGenerator(Register _, boolean random, int modulus, int offset) ->
                field(new NumberField(random, modulus, offset));
            case FibLoad fib -> fib(fib);
            case RouteLoad(Register _, RouteLoad.Key key) -> Operand.of("rt " + key.text(), null, Integer.BYTES);
            case SocketLoad(Register _, SocketLoad.Key key) -> Operand.of("socket " + key.text(), null, Integer.BYTES);
            case JenkinsHash hash -> {
                Operand hashed = take(hash.source());
                yield Operand.of(
                        "jhash " + hashed.as(null) + " mod " + hash.modulus()
                                + (hash.seed() == null ? "" : String.format(" seed 0x%x", hash.seed()))
                                + (hash.offset() == 0 ? "" : " offset " + hash.offset()),
                        FieldType.INTEGER,
                        Integer.BYTES);
            }
            case HeaderLoad header -> Operand.of(unknown(header), null, header.length());
        };
        registers.put(load.target().slot(), operand);
    }

    private static Operand field(Field field) {
        return Operand.of(field.text(), field.type(), field.type().length());
    }

    private static Operand fib(FibLoad fib) {
        String by = String.join(
                " . ", new TreeSet<>(fib.by()).stream().map(FibLoad.By::text).toList());
        FieldType type = fib.existsOnly()
                ? FieldType.BOOLEAN
                : switch (fib.result()) {
                    case OIF -> FieldType.INTERFACE_INDEX;
                    case OIFNAME -> FieldType.INTERFACE_NAME;
                    case ADDRESS_TYPE -> FieldType.FIB_ADDRESS_TYPE;
                };
        return Operand.of("fib " + by + " " + fib.result().text(), type, type.length());
    }

    private Operand payload(PayloadLoad load) {
        PayloadField field = payloadField(load.base(), load.offset(), load.length());
        if (field == null) {
            String raw = "@" + load.base().text() + "," + load.offset() * Byte.SIZE + "," + load.length() * Byte.SIZE;
            return Operand.of(raw, null, load.length());
        }
        implied(field);
        return Operand.of(name(field), field.type(), load.length());
    }

    /** The field at that place, or the one whose first bytes these are. */
    private @Nullable PayloadField payloadField(PayloadBase base, int offset, int length) {
        PayloadField whole = PayloadField.at(base, offset, length, network, transport);
        int longest = network == Guard.IPV6 ? 16 : 4;
        return whole == null && base == PayloadBase.NETWORK && length < longest
                ? PayloadField.at(base, offset, longest, network, transport)
                : whole;
    }

    /** {@code th dport} is {@code tcp dport} where the rule has made sure that it is TCP. */
    private String name(PayloadField field) {
        boolean port = field == PayloadField.TRANSPORT_SPORT || field == PayloadField.TRANSPORT_DPORT;
        String protocol = switch (transport) {
            case TCP -> "tcp";
            case UDP -> "udp";
            case SCTP -> "sctp";
            default -> "th";
        };
        return port ? field.text().replaceFirst("^th", protocol) : field.text();
    }

    /** Takes back the test for a protocol that this field implies. */
    private void implied(PayloadField field) {
        if (field.base() == PayloadBase.LINK && linkWord >= 0) {
            words.set(linkWord, "");
            linkWord = -1;
        }
        if (field.base() == PayloadBase.NETWORK && networkWord >= 0) {
            words.set(networkWord, "");
            networkWord = -1;
        }
        if (field.base() == PayloadBase.TRANSPORT && transportWord >= 0) {
            words.set(transportWord, "");
            transportWord = -1;
            boolean internet = transport == Guard.ICMP || transport == Guard.ICMPV6;
            if (internet && networkWord >= 0) {
                words.set(networkWord, "");
                networkWord = -1;
            }
        }
    }

    private Operand take(Register register) {
        Operand operand = registers.get(register.slot());
        return operand == null ? Operand.of("[register " + register.slot() + "]", null, Integer.BYTES) : operand;
    }

    /** The fields that stand one after the other from this register on. */
    private List<Operand> takeAll(Register first) {
        List<Operand> operands = new ArrayList<>();
        int slot = first.slot();
        for (Operand next = registers.get(slot); next != null; next = registers.get(slot)) {
            operands.add(next);
            registers.remove(slot);
            slot += Math.max(1, next.slots());
        }
        return operands;
    }

    private static String concatenated(List<Operand> operands) {
        return String.join(
                " . ", operands.stream().map(operand -> operand.as(null)).toList());
    }

    // ---- tests

    private void compare(Compare compare) {
        Operand operand = registers.get(compare.source().slot());
        if (operand == null) {
            words.add(unknown(compare));
            return;
        }
        AtLeast before = atLeast;
        atLeast = null;
        switch (compare.operator()) {
            case AT_LEAST -> atLeast = new AtLeast(words.size(), operand, compare.value());
            case AT_MOST -> {
                if (before != null && before.operand().equals(operand)) {
                    words.set(
                            before.word(),
                            operand.as(null) + " " + operand.value(before.value()) + "-"
                                    + operand.value(compare.value()));
                    return;
                }
            }
            default -> {}
        }
        words.add(operand.compared(compare.operator(), compare.value()));
        if (compare.operator() == Compare.Operator.EQUAL && operand.mask() == null && operand.text() != null) {
            remember(operand.text(), compare.value());
        }
    }

    /** A test for a protocol tells how the bytes of the packet are to be read from here on. */
    private void remember(String field, Value value) {
        if (field.equals("iiftype") || field.equals("oiftype")) {
            linkWord = words.size() - 1;
        }
        for (Guard guard : Guard.values()) {
            if (isNetwork(guard, field, value)) {
                network = guard;
                networkWord = words.size() - 1;
            }
            if (field.equals("meta l4proto") && guard.protocol() != 0 && guard.protocol() == value.number()) {
                transport = guard;
                transportWord = words.size() - 1;
            }
        }
    }

    private static boolean isNetwork(Guard guard, String field, Value value) {
        IpFamily family = guard.family();
        return switch (field) {
            case "meta nfproto" -> family != null && guard.protocol() == 0 && family.addressFamily() == value.number();
            case "meta protocol" -> guard.etherType() != 0 && guard.etherType() == value.number();
            default -> false;
        };
    }

    private void lookup(Lookup lookup) {
        List<Operand> operands = takeAll(lookup.source());
        String fields = concatenated(operands);
        switch (lookup.result()) {
            case Lookup.Result.Found() -> words.add(fields + " @" + lookup.set());
            case Lookup.Result.NotFound() -> words.add(fields + " != @" + lookup.set());
            case Lookup.Result.Follow() -> words.add(fields + " vmap @" + lookup.set());
            case Lookup.Result.Into(Register target) ->
                registers.put(target.slot(), Operand.of(fields + " map @" + lookup.set(), null, Integer.BYTES));
        }
    }

    // ---- what is done

    private void store(String target, FieldType type, Register source) {
        Operand operand = take(source);
        registers.remove(source.slot());
        words.add(target + " set " + operand.changed(type));
    }

    private void payloadStore(PayloadStore store) {
        PayloadField field = payloadField(store.base(), store.offset(), store.length());
        if (field == null) {
            words.add(unknown(store));
            return;
        }
        implied(field);
        words.add(name(field) + " set " + take(store.source()).as(field.type()));
    }

    private String ports(@Nullable NatRange ports) {
        return ports == null ? "" : " to :" + range(ports, FieldType.INET_SERVICE);
    }

    private String range(NatRange range, FieldType type) {
        String first = take(range.first()).as(type);
        return range.first().equals(range.last())
                ? first
                : first + "-" + take(range.last()).as(type);
    }

    private String nat(Nat nat) {
        String verb = nat.destination() ? "dnat" : "snat";
        NatRange addresses = nat.addresses();
        if (addresses == null) {
            return verb + ports(nat.ports()) + StatementText.flags(nat.flags());
        }
        String to = range(addresses, FieldType.address(nat.family()));
        NatRange ports = nat.ports();
        // A map that gives addresses and ports has no register of its own for the ports.
        String port = ports != null && registers.containsKey(ports.first().slot())
                ? ":" + range(ports, FieldType.INET_SERVICE)
                : "";
        boolean brackets = !port.isEmpty() && nat.family() == IpFamily.IPV6;
        String family = nat.family() == IpFamily.IPV4 ? " ip to " : " ip6 to ";
        return verb + family + (brackets ? "[" + to + "]" : to) + port + StatementText.flags(nat.flags());
    }

    private String dynamicSet(DynamicSet set) {
        String key = concatenated(takeAll(set.key()));
        String timeout = set.timeoutMillis() == 0 ? "" : " timeout " + Durations.text(set.timeoutMillis());
        StringBuilder state = new StringBuilder();
        set.expressions().forEach(expression -> state.append(' ').append(state(expression)));
        Register data = set.data();
        String value = data == null ? "" : " : " + concatenated(takeAll(data));
        return set.operation().text() + " @" + set.set() + " { " + key + timeout + state + value + " }";
    }
}
