package org.flatnet.kernel.route;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * How a setting's values travel.
 *
 * @param type of the values
 * @param range what a value may be, in words; empty if it may be anything
 * @param text for people
 */
record SettingFormat<T>(
        Class<T> type,
        Function<Attributes, T> read,
        Encoder<T> write,
        Function<T, Boolean> allows,
        String range,
        BiFunction<T, LinkNames, String> text) {

    /** Writes a value as an attribute. */
    @FunctionalInterface
    interface Encoder<T> {
        void write(MessageWriter writer, int attribute, T value);
    }

    /** USER_HZ on every machine but two extinct ones: times in clock ticks are hundredths of a second. */
    private static final int TICK_MILLIS = 10;

    /** 0 or 1 in a byte. */
    static final SettingFormat<Boolean> SWITCH = of(
            Boolean.class,
            attributes -> attributes.byteValue() != 0,
            (writer, attribute, value) -> writer.attributeByte(attribute, value ? 1 : 0),
            value -> value ? "1" : "0");

    /** Set by being there; the kernel lists some of them as a byte all the same. */
    static final SettingFormat<Boolean> PRESENCE = of(
            Boolean.class,
            attributes -> attributes.length() == 0 || attributes.byteValue() != 0,
            (writer, attribute, value) -> {
                if (value) {
                    writer.flag(attribute);
                }
            },
            value -> value ? "1" : "0");

    static final SettingFormat<Integer> BYTE =
            number(0xff, Attributes::byteValue, (writer, attribute, value) -> writer.attributeByte(attribute, value));

    static final SettingFormat<Integer> SHORT = number(
            0xffff, Attributes::shortValue, (writer, attribute, value) -> writer.attributeShort(attribute, value));

    /** A port or protocol number, in network order. */
    static final SettingFormat<Integer> SHORT_NETWORK_ORDER = number(
            0xffff,
            Attributes::shortNetworkOrder,
            (writer, attribute, value) -> writer.attributeShortNetworkOrder(attribute, value));

    /** An unsigned 32-bit number. */
    static final SettingFormat<Long> INT = unsigned(
            attributes -> Integer.toUnsignedLong(attributes.intValue()),
            (writer, attribute, value) -> writer.attributeInt(attribute, value.intValue()));

    /** An unsigned 32-bit number in network order. */
    static final SettingFormat<Long> INT_NETWORK_ORDER = unsigned(
            attributes -> Integer.toUnsignedLong(attributes.intNetworkOrder()),
            (writer, attribute, value) -> writer.attributeIntNetworkOrder(attribute, value.intValue()));

    /** A number from 0 to 2³¹ - 1. */
    static final SettingFormat<Integer> COUNT = number(
            Integer.MAX_VALUE,
            Attributes::intValue,
            (writer, attribute, value) -> writer.attributeInt(attribute, value));

    /** The index of a link. */
    static final SettingFormat<Integer> LINK = new SettingFormat<>(
            Integer.class,
            Attributes::intValue,
            (writer, attribute, value) -> writer.attributeInt(attribute, value),
            value -> value >= 0,
            "an index, or 0 for none",
            (value, names) -> names.name(value));

    /** A time in 32 bits of clock ticks. */
    static final SettingFormat<Duration> TICKS = time(
            attributes -> Integer.toUnsignedLong(attributes.intValue()),
            (writer, attribute, value) -> writer.attributeInt(attribute, (int) ticks(value)),
            0xffff_ffffL,
            TICK_MILLIS);

    /** A time in 64 bits of clock ticks. */
    static final SettingFormat<Duration> LONG_TICKS = time(
            Attributes::longValue,
            (writer, attribute, value) -> writer.attributeLong(attribute, ticks(value)),
            Long.MAX_VALUE / TICK_MILLIS,
            TICK_MILLIS);

    /** A time in 32 bits of seconds. */
    static final SettingFormat<Duration> SECONDS = time(
            attributes -> Integer.toUnsignedLong(attributes.intValue()),
            (writer, attribute, value) -> writer.attributeInt(attribute, (int) value.toSeconds()),
            0xffff_ffffL,
            1000);

    static final SettingFormat<IpAddress> ADDRESS =
            of(IpAddress.class, Attributes::address, MessageWriter::attributeAddress, IpAddress::toString);

    static final SettingFormat<MacAddress> MAC =
            of(MacAddress.class, Attributes::mac, MessageWriter::attributeMac, MacAddress::toString);

    static final SettingFormat<Bytes> BYTES = of(
            Bytes.class,
            attributes -> Bytes.of(attributes.bytesValue()),
            (writer, attribute, value) -> writer.attributeBytes(attribute, value.toArray()),
            Bytes::toString);

    /** Two ports in network order, low and high. */
    static final SettingFormat<PortRange> PORTS = of(
            PortRange.class,
            PortRange::readNetworkOrder,
            (writer, attribute, value) -> writer.attributeBytes(attribute, value.networkOrder()),
            value -> value.low() + " " + value.high());

    static final SettingFormat<BridgeFlags> BRIDGE_FLAGS = of(
            BridgeFlags.class,
            BridgeFlags::read,
            (writer, attribute, value) -> writer.attributeBytes(attribute, value.bytes()),
            BridgeFlags::text);

    /** A number in a byte that {@code ip} has words for, counted from 0. */
    static SettingFormat<Integer> byteOf(String... words) {
        return new SettingFormat<>(
                Integer.class,
                BYTE.read(),
                BYTE.write(),
                BYTE.allows(),
                BYTE.range(),
                (value, names) -> value < words.length ? words[value] : value.toString());
    }

    private static <T> SettingFormat<T> of(
            Class<T> type, Function<Attributes, T> read, Encoder<T> write, Function<T, String> text) {
        return new SettingFormat<>(type, read, write, value -> true, "", (value, names) -> text.apply(value));
    }

    private static SettingFormat<Integer> number(int most, Function<Attributes, Integer> read, Encoder<Integer> write) {
        return new SettingFormat<>(
                Integer.class,
                read,
                write,
                value -> value >= 0 && value <= most,
                "0 to " + most,
                (value, names) -> value.toString());
    }

    private static SettingFormat<Long> unsigned(Function<Attributes, Long> read, Encoder<Long> write) {
        return new SettingFormat<>(
                Long.class,
                read,
                write,
                value -> value >>> 32 == 0,
                "0 to 4294967295",
                (value, names) -> value.toString());
    }

    private static SettingFormat<Duration> time(
            Function<Attributes, Long> readUnits, Encoder<Duration> write, long mostUnits, int unitMillis) {
        return new SettingFormat<>(
                Duration.class,
                attributes -> duration(readUnits.apply(attributes), mostUnits, unitMillis),
                write,
                value -> !value.isNegative()
                        && value.toMillis() / unitMillis <= mostUnits
                        && Duration.ofMillis(value.toMillis()).equals(value)
                        && value.toMillis() % unitMillis == 0,
                "a multiple of " + unitMillis + " ms up to " + mostUnits + " of them",
                (value, names) -> Long.toString(value.toMillis() / unitMillis));
    }

    private static Duration duration(long units, long mostUnits, int unitMillis) {
        if (units < 0 || units > mostUnits) {
            throw new MalformedMessageException("a time of " + Long.toUnsignedString(units) + " units");
        }
        return Duration.ofMillis(units * unitMillis);
    }

    private static long ticks(Duration value) {
        return value.toMillis() / TICK_MILLIS;
    }
}
