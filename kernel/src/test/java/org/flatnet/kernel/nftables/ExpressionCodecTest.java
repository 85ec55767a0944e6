package org.flatnet.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every expression reads back as it was written; no bytes at all make a reader fail in any but the one way. */
class ExpressionCodecTest {
    private static final Register ONE = Register.FIRST;
    private static final Register OTHER = new Register(5);
    private static final Value FOUR_BYTES = Value.ofHostInt(0x01020304);
    private static final NatRange PORTS = new NatRange(ONE, OTHER);

    static Stream<Expression> samples() {
        List<Expression> samples = new ArrayList<>(List.of(
                new PayloadLoad(ONE, PayloadBase.NETWORK, 12, 4),
                new PayloadStore(ONE, PayloadBase.NETWORK, 16, 4, PayloadStore.Checksum.INTERNET, 10, true),
                new MetaStore(OTHER, MetaKey.MARK),
                new CtLoad(ONE, CtKey.SOURCE_IPV4, CtDirection.REPLY),
                new CtLoad(ONE, CtKey.STATE, null),
                new CtStore(ONE, CtKey.MARK, null),
                new Range(ONE, false, Value.ofShort(80), Value.ofShort(90)),
                new Bitwise.Mask(ONE, OTHER, FOUR_BYTES, FOUR_BYTES),
                new Bitwise.Shift(ONE, ONE, 4, true, 3),
                new ByteOrderChange(ONE, OTHER, true, 4, 4),
                new Immediate(ONE, Value.of(IpAddress.parse("fd00::7"))),
                new VerdictExpression(Verdict.jump("pods")),
                new VerdictExpression(Verdict.ACCEPT),
                new Lookup("pods", ONE, new Lookup.Result.Found()),
                new Lookup("pods", ONE, new Lookup.Result.NotFound()),
                new Lookup("pods", ONE, new Lookup.Result.Follow()),
                new Lookup("pods", ONE, new Lookup.Result.Into(OTHER)),
                new Counter(3, 180),
                Limit.packetsPerSecond(10, 5),
                new Limit(1000, 60, 0, true, true),
                new Log("flatnet", new Log.Target.KernelLog(7, 1)),
                new Log(null, new Log.Target.Group(3, 64, 2)),
                new Quota(1 << 20, true, 17),
                new ConnectionLimit(100, true),
                new Masquerade(PORTS, Set.of(NatFlag.RANDOM)),
                new Masquerade(null, Set.of(NatFlag.FULLY_RANDOM)),
                new Nat(true, IpFamily.IPV6, NatRange.one(ONE), PORTS, Set.of(NatFlag.PERSISTENT)),
                new Nat(false, IpFamily.IPV4, null, NatRange.one(OTHER), Set.of()),
                new Redirect(NatRange.one(ONE), Set.of()),
                Reject.PORT_UNREACHABLE,
                Reject.TCP_RESET,
                new NumberGenerator(ONE, true, 16, 2),
                new JenkinsHash(ONE, OTHER, 8, 4, 0x1234, 1),
                new JenkinsHash(ONE, OTHER, 8, 4, null, 0),
                new FibLoad(ONE, FibLoad.Result.ADDRESS_TYPE, Set.of(FibLoad.By.DESTINATION), false),
                new FibLoad(ONE, FibLoad.Result.OIF, Set.of(FibLoad.By.SOURCE, FibLoad.By.IIF), true),
                new HeaderLoad(ONE, HeaderKind.TCP_OPTION, 2, 2, 2, false),
                new HeaderStore(ONE, HeaderKind.TCP_OPTION, 2, 2, 2),
                new DynamicSet("seen", DynamicSet.Operation.UPDATE, ONE, OTHER, 60_000, true, List.of(Counter.ZERO)),
                new DynamicSet("seen", DynamicSet.Operation.ADD, ONE, null, 0, false, List.of()),
                new Duplicate(ONE, OTHER),
                new Forward(ONE),
                new MapObject(ONE, "counters"),
                new UseObject(NamedObject.Type.COUNTER, "packets"),
                new NoTrack(),
                new Opaque(
                        "future",
                        Value.of(new MessageWriter().attributeInt(9, 1).toBytes()))));
        Arrays.stream(MetaKey.values()).forEach(key -> samples.add(new MetaLoad(ONE, key)));
        Arrays.stream(RouteLoad.Key.values()).forEach(key -> samples.add(new RouteLoad(ONE, key)));
        Arrays.stream(SocketLoad.Key.values()).forEach(key -> samples.add(new SocketLoad(ONE, key)));
        Arrays.stream(Compare.Operator.values()).forEach(sign -> samples.add(new Compare(ONE, sign, FOUR_BYTES)));
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsBackAsWritten(Expression expression) {
        Attributes attributes = new Attributes(bytes(expression));
        assertThat(attributes.next()).isTrue();
        assertThat(Expression.read(attributes.nested())).isEqualTo(expression);
    }

    @Test
    void everyKindOfExpressionHasASample() {
        Set<Class<?>> missing = new HashSet<>(kinds(Expression.class));
        samples().forEach(sample -> missing.remove(sample.getClass()));
        assertThat(missing).isEmpty();
    }

    /** The records under a sealed interface. */
    private static List<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(kind -> kinds(kind).stream())
                        .toList()
                : List.of(type);
    }

    private static byte[] bytes(Expression expression) {
        MessageWriter writer = new MessageWriter();
        expression.write(writer, Constants.NFTA_LIST_ELEM);
        return writer.toBytes();
    }

    @Property
    void anyBytesReadOrAreMalformed(@ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 40) int family) {
        readEverything(bytes, family);
    }

    /** Bytes that are nearly right go deeper than random ones. */
    @Property
    void damagedExpressionsReadOrAreMalformed(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int damages) {
        List<Expression> samples = samples().toList();
        MessageWriter writer = new MessageWriter();
        Expression.writeList(
                writer,
                4,
                List.of(samples.get(random.nextInt(samples.size())), samples.get(random.nextInt(samples.size()))));
        byte[] bytes = writer.toBytes();
        for (int i = 0; i < damages; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        readEverything(random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length)), 1);
    }

    private static void readEverything(byte[] attributes, int family) {
        ByteBuffer body = ByteBuffer.allocate(4 + attributes.length)
                .put((byte) family)
                .put(new byte[3])
                .put(attributes);
        Message message = new Message(0x0a00, 0, 1, body.flip());
        List<Runnable> readers = List.of(
                () -> Decoding.checked("list", () -> Expression.readList(new Attributes(attributes))),
                () -> NftRule.read(message),
                () -> NftSet.read(message),
                () -> Chain.read(message),
                () -> Table.read(message),
                () -> NamedObject.read(message),
                () -> ElementList.read(message));
        for (Runnable reader : readers) {
            try {
                reader.run();
            } catch (MalformedMessageException expected) {
                assertThat(expected).hasMessageContaining(" ");
            }
        }
    }
}
