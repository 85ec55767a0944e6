package org.flatnet.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Request;
import org.junit.jupiter.api.Test;

/** What is written reads back the same, and no bytes at all make decoding fail in any but its own way. */
class RouteCodecTest {
    private static final List<Function<Message, ?>> DECODERS = List.of(
            Link::read,
            LinkAddress::read,
            Route::read,
            Neighbour::read,
            ForwardingEntry::read,
            Rule::read,
            BridgeVlan::read,
            NamespaceNumbers::read);

    private static Message message(Request request) {
        return new Message(request.type(), request.flags(), 1, ByteBuffer.wrap(request.body()));
    }

    // ---- round trips

    @Property
    void routesReadBackAsTheyWereWritten(@ForAll("routes") Route route) {
        assertThat(Route.read(message(route.add()))).isEqualTo(route);
    }

    @Property
    void addressesReadBackAsTheyWereWritten(@ForAll("linkAddresses") LinkAddress address) {
        assertThat(LinkAddress.read(message(address.replace()))).isEqualTo(address);
    }

    @Property
    void neighboursReadBackAsTheyWereWritten(@ForAll("neighbours") Neighbour neighbour) {
        assertThat(Neighbour.read(message(neighbour.add()))).isEqualTo(neighbour);
    }

    @Property
    void entriesReadBackAsTheyWereWritten(@ForAll("entries") ForwardingEntry entry) {
        assertThat(ForwardingEntry.read(message(entry.append()))).isEqualTo(entry);
    }

    @Property
    void rulesReadBackAsTheyWereWritten(@ForAll("rules") Rule rule) {
        assertThat(Rule.read(message(rule.add()))).isEqualTo(rule);
    }

    @Property
    void settingsReadBackAsTheyWereWritten(@ForAll Random random) {
        for (KnownSettings known :
                List.of(BridgeSetting.ALL, BridgePortSetting.ALL, VxlanSetting.ALL, VlanSetting.ALL)) {
            Settings settings = Settings.none();
            for (Setting<?> setting : known.all()) {
                if (setting.isWritable() && random.nextBoolean()) {
                    settings = withRandom(settings, setting, random);
                }
            }
            MessageWriter writer = new MessageWriter();
            settings.write(writer);
            Settings read = Settings.read(known, new Attributes(writer.toBytes()));
            assertThat(withoutOff(settings)).isEqualTo(withoutOff(read));
        }
    }

    /** Settings that are on by being there are not written when off. */
    private static Settings withoutOff(Settings settings) {
        Settings kept = settings;
        for (Setting<?> setting : settings.settings()) {
            kept = Boolean.FALSE.equals(settings.get(setting)) ? kept.without(setting) : kept;
        }
        return kept;
    }

    private static <T> Settings withRandom(Settings settings, Setting<T> setting, Random random) {
        List<Object> candidates = List.of(
                random.nextBoolean(),
                random.nextInt(256),
                (long) random.nextInt(1 << 24),
                Duration.ofSeconds(random.nextInt(1 << 20)),
                IpAddress.ofIpv4(random.nextInt()),
                new MacAddress(random.nextLong() >>> 16),
                new PortRange(random.nextInt(1000), 1000 + random.nextInt(1000)),
                new BridgeFlags(random.nextInt(2), 3),
                Bytes.of(new byte[random.nextInt(9)]));
        for (Object candidate : candidates) {
            try {
                return settings.with(setting, setting.cast(candidate));
            } catch (ClassCastException e) {
                // not of this setting's type
            }
        }
        throw new AssertionError("no value for " + setting);
    }

    @Test
    void everySettingHasItsOwnAttributeAndIsInTheListOfItsKind() throws Exception {
        for (Class<?> holder :
                List.of(BridgeSetting.class, BridgePortSetting.class, VxlanSetting.class, VlanSetting.class)) {
            List<Setting<?>> declared = new ArrayList<>();
            for (var field : holder.getFields()) {
                if (field.getType() == Setting.class) {
                    declared.add((Setting<?>) field.get(null));
                }
            }
            var all = holder.getDeclaredField("ALL");
            assertThat(declared)
                    .hasSameElementsAs(((KnownSettings) all.get(null)).all())
                    .doesNotHaveDuplicates();
            assertThat(declared.stream().map(Setting::attribute)).doesNotHaveDuplicates();
        }
    }

    // ---- attributes that are not known

    @Test
    void attributesThatAreNotKnownAreWrittenAgain() {
        OpaqueAttribute unknown = new OpaqueAttribute(MessageWriter.NESTED | 200, Bytes.of((byte) 1, (byte) 2));
        Route route = Route.onLink(Cidr.parse("10.0.0.0/8"), 3);
        Message message = withAttribute(route.add(), unknown);
        Route read = Route.read(message);
        assertThat(read.others()).containsExactly(unknown);
        assertThat(read.configured()).isEqualTo(route);
        assertThat(Route.read(message(read.add()))).isEqualTo(read);

        Rule rule = Rule.lookup(IpFamily.IPV6, 7, 8);
        assertThat(Rule.read(withAttribute(rule.add(), unknown)).others()).containsExactly(unknown);
        Neighbour neighbour = Neighbour.permanent(3, IpAddress.parse("10.0.0.1"), Fixture.mac(1));
        assertThat(Neighbour.read(withAttribute(neighbour.add(), unknown)).others())
                .containsExactly(unknown);
        ForwardingEntry entry = ForwardingEntry.port(3, Fixture.mac(1));
        assertThat(ForwardingEntry.read(withAttribute(entry.add(), unknown)).others())
                .containsExactly(unknown);
        LinkAddress address = LinkAddress.of(3, InterfaceAddress.parse("10.0.0.1/24"));
        assertThat(LinkAddress.read(withAttribute(address.add(), unknown)).others())
                .containsExactly(unknown);
        Request bridge = LinkDefinition.of("br0", Bridge.plain()).create();
        assertThat(Link.read(withAttribute(bridge, unknown)).others()).containsExactly(unknown);
    }

    private static Message withAttribute(Request request, OpaqueAttribute attribute) {
        MessageWriter writer = new MessageWriter().putBytes(request.body());
        attribute.write(writer);
        return new Message(request.type(), 0, 1, ByteBuffer.wrap(writer.toBytes()));
    }

    // ---- what this kernel may lack

    @Test
    void aVlanLinkSaysItsParentAndItsNumber() {
        LinkDefinition vlan = LinkDefinition.of("eth0.7", Vlan.of(7).with(VlanSetting.PROTOCOL, 0x88a8))
                .withParent(2);
        Link read = Link.read(message(vlan.create()));
        assertThat(read.kind()).isEqualTo(vlan.kind());
        assertThat(read.definition().parent()).isEqualTo(2);
        assertThatThrownBy(() -> Vlan.of(4096)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBridgesVlanIsWrittenAsLinuxIfBridgeHasIt() {
        byte[] expected = ByteBuffer.allocate(28)
                .order(java.nio.ByteOrder.nativeOrder())
                .put((byte) 7) // AF_BRIDGE
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(5) // the port
                .putInt(0)
                .putInt(0)
                .putShort((short) 12) // IFLA_AF_SPEC, nested
                .putShort((short) (0x8000 | 26))
                .putShort((short) 8) // IFLA_BRIDGE_VLAN_INFO: struct bridge_vlan_info
                .putShort((short) 2)
                .putShort((short) (2 | 4)) // PVID, UNTAGGED
                .putShort((short) 20)
                .array();
        BridgeVlan access = BridgeVlan.access(5, 20);
        assertThat(access.add().body()).isEqualTo(expected);
        assertThat(access.add().type()).isEqualTo(MessageType.SETLINK);
        assertThat(access.delete().type()).isEqualTo(MessageType.DELLINK);
        assertThat(access.command(Verb.ADD, index -> "eth0"))
                .isEqualTo("bridge vlan add dev eth0 vid 20 pvid untagged");
        BridgeVlan own = BridgeVlan.tagged(5, 21).onBridge();
        assertThat(own.command(Verb.DELETE, index -> "br0")).isEqualTo("bridge vlan del dev br0 vid 21 self");
        Message listed = withAttribute(access.add(), new OpaqueAttribute(LinkAttribute.MASTER, Bytes.of(new byte[4])));
        assertThat(BridgeVlan.read(listed)).containsExactly(access);
        assertThat(BridgeVlan.read(message(own.add()))).containsExactly(own);
    }

    // ---- texts

    @Test
    void objectsReadAsACommandLine() {
        LinkNames names = index -> "eth0";
        Route route = Route.via(Cidr.parse("10.200.1.0/24"), IpAddress.parse("10.0.1.21"), 2)
                .withProtocol(70);
        assertThat(route.command(Verb.REPLACE, names))
                .isEqualTo("ip route replace 10.200.1.0/24 via 10.0.1.21 dev eth0 proto 70");
        assertThat(route).hasToString("10.200.1.0/24 via 10.0.1.21 dev if2 proto 70");
        assertThat(route.replace().what()).isEqualTo("replace route 10.200.1.0/24 via 10.0.1.21 dev if2 proto 70");
        assertThat(Route.refusing(RouteType.BLACKHOLE, Cidr.all(IpFamily.IPV6))
                        .withTable(9)
                        .command(Verb.DELETE, names))
                .isEqualTo("ip -6 route del blackhole default table 9");
        assertThat(LinkDefinition.of("fn0", Veth.to(LinkDefinition.peer("eth0").withMtu(1450)))
                        .withMtu(1450)
                        .withAlias("flatnet pod x")
                        .withUp()
                        .command(Verb.ADD, names))
                .isEqualTo("ip link add name fn0 mtu 1450 type veth peer name eth0 mtu 1450"
                        + " && ip link set dev fn0 alias 'flatnet pod x' up");
        assertThat(ForwardingEntry.vxlan(4, Fixture.mac(1), IpAddress.parse("10.0.0.9"))
                        .command(Verb.ADD, names))
                .isEqualTo("bridge fdb add 02:00:00:00:00:01 dev eth0 dst 10.0.0.9 self permanent");
        assertThat(Neighbour.permanent(4, IpAddress.parse("fd00::1"), Fixture.mac(1))
                        .command(Verb.REPLACE, names))
                .isEqualTo("ip neighbour replace fd00::1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent");
        assertThat(LinkAddress.of(4, InterfaceAddress.parse("fd00::1/128"))
                        .withNoDad()
                        .command(Verb.ADD, names))
                .isEqualTo("ip address add fd00::1/128 dev eth0 nodad");
    }

    // ---- values that cannot be

    @Test
    void wrongValuesAreRefused() {
        Cidr prefix = Cidr.parse("10.0.0.0/8");
        List<Runnable> wrong = List.of(
                () -> LinkDefinition.of("a name", Bridge.plain()),
                () -> LinkDefinition.of("0123456789abcdef", Bridge.plain()),
                () -> LinkDefinition.of("a/b", Bridge.plain()),
                () -> LinkDefinition.of("", Bridge.plain()),
                () -> LinkDefinition.of("a", Bridge.plain()).withAlias("x".repeat(256)),
                () -> LinkDefinition.of("a", Bridge.plain()).withMac(MacAddress.BROADCAST),
                () -> Vxlan.of(1 << 24),
                () -> Vxlan.of(1).withPort(70_000),
                () -> Bridge.plain().withAgeing(Duration.ofMillis(5)),
                () -> Route.onLink(prefix, 2).withProtocol(256),
                () -> Route.onLink(prefix, 2).withPriority(-1),
                () -> Route.onLink(prefix, 2).withPreferredSource(IpAddress.parse("::1")),
                () -> Route.via(Cidr.parse("fd00::/8"), IpAddress.parse("10.0.0.1"), 2),
                () -> NextHop.link(2).withWeight(257),
                () -> Rule.lookup(IpFamily.IPV6, 1, 1).from(prefix),
                () -> new PortRange(2, 1),
                () -> new Lifetime(2, 1));
        for (Runnable make : wrong) {
            assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---- fuzz

    @Property(tries = 5_000)
    void randomBytesNeverEscape(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 16, max = 40) int type) {
        decodeAll(new Message(type, 0, 1, ByteBuffer.wrap(bytes)));
    }

    @Property(tries = 5_000)
    void damagedMessagesNeverEscape(@ForAll("requests") Request request, @ForAll Random random) {
        byte[] body = request.body().clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        byte[] cut = Arrays.copyOf(body, random.nextInt(body.length + 1));
        decodeAll(new Message(request.type(), 0, 1, ByteBuffer.wrap(random.nextBoolean() ? cut : body)));
    }

    private static void decodeAll(Message message) {
        for (Function<Message, ?> decoder : DECODERS) {
            decode(decoder, message);
        }
        try {
            RouteChange.read(message);
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    private static void decode(Function<Message, ?> decoder, Message message) {
        try {
            // What could be read can be printed and written too.
            Object read = decoder.apply(message);
            assertThat(read.toString()).isNotNull();
            if (read instanceof NetworkObject object) {
                object.add();
                object.delete();
                object.command(Verb.REPLACE, LinkNames.NUMBERS);
            }
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    // ---- values

    private static Arbitrary<IpFamily> families() {
        return Arbitraries.of(IpFamily.class);
    }

    private static Arbitrary<IpAddress> addresses(IpFamily family) {
        return Arbitraries.bytes().array(byte[].class).ofSize(family.bytes()).map(bytes -> IpAddress.of(family, bytes));
    }

    private static Arbitrary<Cidr> prefixes(IpFamily family) {
        return Combinators.combine(addresses(family), Arbitraries.integers().between(0, family.bits()))
                .as(Cidr::around);
    }

    private static Arbitrary<MacAddress> macs() {
        return Arbitraries.longs().between(0, (1L << 48) - 1).map(MacAddress::new);
    }

    private static Arbitrary<Integer> links() {
        return Arbitraries.integers().between(1, 1 << 20);
    }

    private static Arbitrary<NextHop> nextHops(IpFamily family) {
        Arbitrary<IpFamily> gatewayFamily =
                family == IpFamily.IPV6 ? Arbitraries.just(family) : Arbitraries.of(IpFamily.class);
        return Combinators.combine(
                        links(),
                        gatewayFamily.flatMap(RouteCodecTest::addresses).injectNull(0.3),
                        Arbitraries.integers().between(1, 256),
                        Arbitraries.of(true, false),
                        Arbitraries.just(new Encapsulation(3, Bytes.of(new byte[] {8, 0, 1, 0, 1, 2, 3, 4})))
                                .injectNull(0.8))
                .as((link, gateway, weight, onLink, encapsulation) ->
                        new NextHop(link, gateway, weight, onLink, encapsulation, 0));
    }

    private static Arbitrary<RouteMetrics> metrics() {
        return Arbitraries.maps(
                        Arbitraries.of(RouteMetric.class), Arbitraries.longs().between(0, 0xffff_ffffL))
                .ofMaxSize(4)
                .map(values -> new RouteMetrics(values, List.of()));
    }

    @Provide
    Arbitrary<Route> routes() {
        return families()
                .flatMap(family -> Combinators.combine(
                                Arbitraries.integers().between(0, 12).map(RouteType::new),
                                prefixes(family),
                                Arbitraries.integers(),
                                Arbitraries.integers().between(0, 255),
                                Arbitraries.longs().between(0, 0xffff_ffffL),
                                addresses(family).injectNull(0.5),
                                nextHops(family).list().ofMaxSize(4),
                                metrics())
                        .as((type, destination, table, protocol, priority, source, hops, metrics) -> {
                            List<NextHop> kept =
                                    hops.size() == 1 ? List.of(hops.getFirst().withWeight(1)) : hops;
                            Route route = Route.of(type, destination, kept)
                                    .withTable(table)
                                    .withProtocol(protocol)
                                    .withPriority(priority)
                                    .withMetrics(metrics);
                            route = source == null ? route : route.withPreferredSource(source);
                            return family == IpFamily.IPV4 ? route : route.withPreference(RoutePreference.LOW);
                        }));
    }

    @Provide
    Arbitrary<LinkAddress> linkAddresses() {
        return families()
                .flatMap(family -> Combinators.combine(
                                links(),
                                Combinators.combine(
                                                addresses(family),
                                                Arbitraries.integers().between(0, family.bits()))
                                        .as(InterfaceAddress::new),
                                addresses(family).injectNull(0.5),
                                Arbitraries.integers().between(0, 255).map(RouteScope::new),
                                Arbitraries.integers().between(0, 0xfff).map(AddressFlags::new),
                                Arbitraries.integers().between(0, 255),
                                Arbitraries.longs().between(0, Lifetime.FOREVER),
                                Arbitraries.longs().between(0, 0xffff_ffffL))
                        .as((link, address, peer, scope, flags, protocol, seconds, priority) -> {
                            LinkAddress made = LinkAddress.of(link, address)
                                    .withScope(scope)
                                    .withFlags(flags)
                                    .withProtocol(protocol)
                                    .withLifetime(new Lifetime(seconds / 2, seconds))
                                    .withRoutePriority(priority);
                            if (family == IpFamily.IPV4) {
                                made = made.withBroadcast(address.cidr().last()).withLabel("eth0:1");
                            }
                            return peer == null || peer.equals(address.address()) ? made : made.withPeer(peer);
                        }));
    }

    @Provide
    Arbitrary<Neighbour> neighbours() {
        return Combinators.combine(
                        links(),
                        families().flatMap(RouteCodecTest::addresses),
                        macs().injectNull(0.2),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255))
                .as((link, address, mac, state, flags, protocol) -> new Neighbour(
                        link, address, mac, new NeighbourState(state), new NeighbourFlags(flags), protocol, List.of()));
    }

    @Provide
    Arbitrary<ForwardingEntry> entries() {
        return Combinators.combine(
                        links(),
                        macs(),
                        families().flatMap(RouteCodecTest::addresses).injectNull(0.3),
                        Arbitraries.integers().between(0, 0xff_ffff).injectNull(0.5),
                        Arbitraries.integers().between(0, 0xffff).injectNull(0.5),
                        Arbitraries.integers().between(0, 4095),
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255))
                .as((link, mac, destination, vni, port, vlan, state, flags) -> new ForwardingEntry(
                        link,
                        mac,
                        destination,
                        vni,
                        port,
                        vlan % 5,
                        vlan,
                        vni,
                        new NeighbourState(state),
                        new NeighbourFlags(flags),
                        0,
                        List.of()));
    }

    @Provide
    Arbitrary<Rule> rules() {
        return families()
                .flatMap(family -> Combinators.combine(
                                Arbitraries.longs().between(0, 0xffff_ffffL),
                                Arbitraries.integers(),
                                prefixes(family).injectNull(0.5),
                                prefixes(family).injectNull(0.5),
                                Arbitraries.integers().injectNull(0.5),
                                Arbitraries.integers().between(0, 255),
                                Arbitraries.integers().between(0, 0xffff),
                                Arbitraries.integers().between(-1, family.bits()))
                        .as((priority, table, source, destination, mark, protocol, port, suppressed) -> {
                            Rule rule = Rule.lookup(family, priority, table)
                                    .withProtocol(protocol)
                                    .withIpProtocol(protocol)
                                    .withSuppressedPrefixLength(suppressed)
                                    .withTypeOfService(protocol)
                                    .withInputLink("eth0")
                                    .withSourcePorts(new PortRange(port / 2, port));
                            rule = source == null ? rule : rule.from(source).withInverted();
                            rule = destination == null
                                    ? rule
                                    : rule.to(destination).withOutputLink("eth1");
                            return mark == null ? rule : rule.withMark(new Mark(mark, mark | port));
                        }));
    }

    @Provide
    Arbitrary<Request> requests() {
        List<Request> requests = new ArrayList<>();
        for (List<? extends NetworkObject> objects : Fixture.objects()) {
            for (NetworkObject object : objects) {
                requests.add(object.add());
            }
        }
        requests.add(LinkChange.of(5)
                .ipv4(Ipv4Option.RP_FILTER, 1)
                .addressGeneration(AddressGeneration.NONE)
                .alias("x")
                .rename("y")
                .request());
        requests.add(LinkChange.of("x")
                .port(Settings.none().with(BridgePortSetting.ISOLATED, true))
                .request());
        requests.add(BridgeVlan.access(5, 20).add());
        return Arbitraries.of(requests);
    }
}
