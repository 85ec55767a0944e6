package org.flatnet.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.junit.jupiter.api.Test;

/** The codec: what is written reads back the same, and no bytes at all make it fail in any but its own way. */
class MessageCodecTest {

    @Test
    void writesEachKindOfValueAndReadsItBack() {
        byte[] bytes = new MessageWriter()
                .attributeByte(1, 0xab)
                .attributeShort(2, 0xabcd)
                .attributeShortNetworkOrder(3, 8472)
                .attributeInt(4, -2)
                .attributeIntNetworkOrder(5, 0x01020304)
                .attributeLong(6, Long.MIN_VALUE)
                .attributeLongNetworkOrder(7, 0x0102030405060708L)
                .attributeString(8, "weiß")
                .attributeAddress(9, IpAddress.parse("fd00::1"))
                .attributeMac(10, MacAddress.parse("02:00:0a:c8:00:01"))
                .flag(11)
                .toBytes();
        Attributes attributes = new Attributes(bytes);
        assertThat(at(attributes, 1).byteValue()).isEqualTo(0xab);
        assertThat(at(attributes, 2).shortValue()).isEqualTo(0xabcd);
        assertThat(at(attributes, 3).shortNetworkOrder()).isEqualTo(8472);
        assertThat(at(attributes, 4).intValue()).isEqualTo(-2);
        assertThat(at(attributes, 5).intNetworkOrder()).isEqualTo(0x01020304);
        assertThat(at(attributes, 6).longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(at(attributes, 7).longNetworkOrder()).isEqualTo(0x0102030405060708L);
        assertThat(at(attributes, 8).string()).isEqualTo("weiß");
        assertThat(at(attributes, 9).address()).hasToString("fd00::1");
        assertThat(at(attributes, 10).mac()).hasToString("02:00:0a:c8:00:01");
        assertThat(at(attributes, 11).length()).isZero();
        assertThat(attributes.next()).isFalse();
    }

    private static Attributes at(Attributes attributes, int type) {
        assertThat(attributes.next()).isTrue();
        assertThat(attributes.type()).isEqualTo(type);
        return attributes;
    }

    @Property
    void nestsReadBackWhateverTheyHold(
            @ForAll List<@Size(max = 40) byte[]> values, @ForAll @IntRange(min = 1, max = 5) int depth) {
        MessageWriter writer = new MessageWriter(4);
        for (int i = 0; i < depth; i++) {
            writer.beginNest(i + 1);
        }
        for (byte[] value : values) {
            writer.attributeBytes(100, value);
        }
        for (int i = 0; i < depth; i++) {
            writer.endNest();
        }
        byte[] written = writer.toBytes();
        assertThat(written.length % 4).isZero();
        Attributes attributes = new Attributes(written);
        for (int i = 0; i < depth; i++) {
            attributes = at(attributes, i + 1).nested();
        }
        List<byte[]> read = new ArrayList<>();
        while (attributes.next()) {
            read.add(attributes.bytesValue());
        }
        assertThat(read).usingRecursiveComparison().isEqualTo(values);
    }

    @Property(tries = 20_000)
    void randomBytesNeverEscapeTheBounds(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            for (Message message : Datagram.read(ByteBuffer.wrap(bytes))) {
                Acknowledgement.of(message);
                walk(message.attributes(0), 0);
            }
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching("(?s).*\\d.*");
        }
        try {
            walk(new Attributes(bytes), 0);
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching("(?s).*\\d.*");
        }
    }

    private static void walk(Attributes attributes, int depth) {
        while (attributes.next()) {
            assertThat(attributes.bytesValue()).hasSize(attributes.length());
            attributes.string();
            if (attributes.length() >= 8) {
                attributes.longValue();
            } else {
                int length = attributes.length();
                assertThatThrownBy(attributes::longValue)
                        .isInstanceOf(MalformedMessageException.class)
                        .hasMessageContaining(length + " bytes");
            }
            if (depth < 4) {
                walk(attributes.nested(), depth + 1);
            }
        }
    }

    @Property
    void datagramsReadBackMessageByMessage(@ForAll List<@Size(max = 50) byte[]> bodies, @ForAll int sequence) {
        List<Request> requests =
                bodies.stream().map(body -> new Request(7, 0, body, "test")).toList();
        List<Message> messages = Datagram.read(ByteBuffer.wrap(Datagram.write(requests, sequence, Request.ACK)));
        assertThat(messages).hasSameSizeAs(bodies);
        for (int i = 0; i < bodies.size(); i++) {
            byte[] body = new byte[messages.get(i).body().remaining()];
            messages.get(i).body().get(0, body);
            assertThat(body).isEqualTo(bodies.get(i));
            assertThat(messages.get(i).sequence()).isEqualTo(sequence + i);
            assertThat(messages.get(i).flags()).isEqualTo(Request.REQUEST | Request.ACK);
        }
    }

    @Test
    void refusesWhatALengthCannotSay() {
        MessageWriter writer = new MessageWriter().beginNest(1);
        for (int i = 0; i < 40; i++) {
            writer.attributeBytes(2, new byte[2000]);
        }
        assertThatThrownBy(writer::endNest)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("65535");
        assertThatThrownBy(() -> new MessageWriter().attributeBytes(1, new byte[70_000]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new MessageWriter().beginNest(1).toBytes()).isInstanceOf(IllegalStateException.class);
    }
}
