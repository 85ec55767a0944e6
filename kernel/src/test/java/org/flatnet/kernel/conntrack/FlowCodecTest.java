package org.flatnet.kernel.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.junit.jupiter.api.Test;

/** What is written reads back the same, and no bytes at all make decoding fail in any but its own way. */
class FlowCodecTest {
    private static final int TYPE = 1;

    @Property
    void tuplesReadBackAsTheyWereWritten(@ForAll("tuples") FlowTuple tuple) {
        MessageWriter writer = new MessageWriter();
        tuple.write(writer, TYPE);
        Attributes attributes = new Attributes(writer.toBytes());
        assertThat(attributes.next()).isTrue();
        assertThat(FlowTuple.read(attributes.nested())).isEqualTo(tuple);
    }

    @Property(tries = 5_000)
    void randomBytesNeverEscape(@ForAll @Size(max = 200) byte[] bytes) {
        decode(bytes);
    }

    @Property(tries = 5_000)
    void damagedMessagesNeverEscape(@ForAll("tuples") FlowTuple tuple, @ForAll Random random) {
        MessageWriter writer = ConntrackMessage.begin(tuple.family().addressFamily());
        tuple.write(writer, ConntrackMessage.TUPLE_ORIGINAL);
        tuple.write(writer, ConntrackMessage.TUPLE_REPLY);
        writer.attributeIntNetworkOrder(ConntrackMessage.STATUS, 0x18e)
                .attributeIntNetworkOrder(ConntrackMessage.TIMEOUT, 30)
                .attributeIntNetworkOrder(ConntrackMessage.ID, 7);
        byte[] body = writer.toBytes();
        for (int i = random.nextInt(4); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        decode(random.nextBoolean() ? body : Arrays.copyOf(body, random.nextInt(body.length)));
    }

    private static void decode(byte[] bytes) {
        try {
            Flow flow = Flow.read(new Message(0x100, 0, 1, ByteBuffer.wrap(bytes)));
            assertThat(flow.toString()).isNotEmpty();
            assertThat(flow.delete().body()).isNotEmpty();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void wrongValuesAreRefused() {
        IpAddress ipv4 = IpAddress.parse("10.0.0.1");
        assertThatThrownBy(() -> FlowTuple.of(ipv4, IpAddress.parse("::1"), 6, new Transport.None()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowTuple.of(ipv4, ipv4, 256, new Transport.None()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Transport.Ports(-1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FlowFilter.all(IpFamily.IPV6).withReplySource(ipv4))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlowMark(3, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<FlowTuple> tuples() {
        Arbitrary<Integer> bits = Arbitraries.integers().between(0, 0xffff);
        Arbitrary<Transport> ports = Combinators.combine(bits, bits).as(Transport.Ports::new);
        Arbitrary<Transport> echo = Combinators.combine(
                        Arbitraries.integers().between(0, 255),
                        Arbitraries.integers().between(0, 255),
                        bits)
                .as(Transport.Echo::new);
        return Arbitraries.of(IpFamily.class).flatMap(family -> {
            Arbitrary<IpAddress> addresses = Arbitraries.bytes()
                    .array(byte[].class)
                    .ofSize(family.bytes())
                    .map(bytes -> IpAddress.of(family, bytes));
            return Combinators.combine(
                            addresses,
                            addresses,
                            Arbitraries.integers().between(0, 255),
                            Arbitraries.oneOf(ports, echo, Arbitraries.just(new Transport.None())),
                            bits)
                    .as(FlowTuple::new);
        });
    }
}
