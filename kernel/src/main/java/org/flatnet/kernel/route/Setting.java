package org.flatnet.kernel.route;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * One of the things that can be set on a kind of link, or read from it: the constants of {@link BridgeSetting},
 * {@link BridgePortSetting}, {@link VxlanSetting} and {@link VlanSetting}.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
    /** How {@code ip} writes it on a command line. */
    enum Style {
        /** A word and the value. */
        WORD_AND_VALUE,
        /** The word, or the word with "no" before it. */
        WORD_OR_NO_WORD,
        /** The word and "on" or "off". */
        WORD_AND_ON_OFF,
        /** The word, or nothing. */
        WORD_IF_ON
    }

    private final int attribute;
    private final int attributeIpv6;
    private final String word;
    private final SettingFormat<T> format;
    private final Style style;
    private final boolean writable;

    private Setting(
            int attribute, int attributeIpv6, String word, SettingFormat<T> format, Style style, boolean writable) {
        this.attribute = attribute;
        this.attributeIpv6 = attributeIpv6;
        this.word = word;
        this.format = format;
        this.style = style;
        this.writable = writable;
    }

    static <T> Setting<T> of(int attribute, String word, SettingFormat<T> format) {
        return new Setting<>(attribute, attribute, word, format, Style.WORD_AND_VALUE, true);
    }

    static Setting<Boolean> of(int attribute, String word, SettingFormat<Boolean> format, Style style) {
        return new Setting<>(attribute, attribute, word, format, style, true);
    }

    /** An address, which has an attribute for each family. */
    static Setting<IpAddress> address(int attributeIpv4, int attributeIpv6, String word) {
        return new Setting<>(attributeIpv4, attributeIpv6, word, SettingFormat.ADDRESS, Style.WORD_AND_VALUE, true);
    }

    /** What the kernel lists and nobody sets. */
    static <T> Setting<T> readOnly(int attribute, String word, SettingFormat<T> format) {
        return new Setting<>(attribute, attribute, word, format, Style.WORD_AND_VALUE, false);
    }

    /** The word that {@code ip} has for it. */
    public String word() {
        return word;
    }

    /** Whether it can be set, and is not state that the kernel only lists. */
    public boolean isWritable() {
        return writable;
    }

    int attribute() {
        return attribute;
    }

    int attributeIpv6() {
        return attributeIpv6;
    }

    T cast(Object value) {
        return format.type().cast(value);
    }

    void check(T value) {
        if (!format.allows().apply(value)) {
            throw new IllegalArgumentException(word + " " + value + ": expected " + format.range());
        }
    }

    T read(Attributes attributes) {
        return format.read().apply(attributes);
    }

    void write(MessageWriter writer, Object value) {
        boolean ipv6 = value instanceof IpAddress address && address.family() == IpFamily.IPV6;
        format.write().write(writer, ipv6 ? attributeIpv6 : attribute, cast(value));
    }

    String text(Object value, LinkNames names) {
        return switch (style) {
            case WORD_AND_VALUE ->
                (word.isEmpty() ? "" : word + " ") + format.text().apply(cast(value), names);
            case WORD_OR_NO_WORD -> value.equals(true) ? word : "no" + word;
            case WORD_AND_ON_OFF -> word + (value.equals(true) ? " on" : " off");
            case WORD_IF_ON -> value.equals(true) ? word : "";
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
