package org.flatnet.cni;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * An object of a configuration, read key by key. It remembers which keys were asked for, so that at the end those that
 * nobody asked for can be refused rather than ignored. As in the reference, {@code null} is as good as absent.
 *
 * <p>A value of the wrong kind is code 6, a wrong value code 7, a key that nobody asked for code 2; each names its place.
 */
final class ConfigSection {
    private static final int INTEGER_DIGITS = 20;

    private final String path;
    private final Json.Members members;
    private final Set<String> asked = new LinkedHashSet<>();

    private ConfigSection(String path, Json.Members members) {
        this.path = path;
        this.members = members;
    }

    static ConfigSection root(Json.Members members) {
        return new ConfigSection("", members);
    }

    /** An empty section, in which every key is absent. */
    static ConfigSection empty(String path) {
        return new ConfigSection(path, new Json.Members());
    }

    /** The key with all the keys that lead to it: {@code ipam.ranges[0][0].subnet}. */
    String place(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Where this section stands; empty for the whole configuration. */
    String path() {
        return path;
    }

    /** Whether the key is there, even with {@code null}. */
    boolean isPresent(String key) {
        asked.add(key);
        return members.get(key) != null;
    }

    @Nullable
    Json value(String key) {
        asked.add(key);
        Json.Members.Member member = members.get(key);
        return member == null || member.value() instanceof Json.Null ? null : member.value();
    }

    @Nullable
    String text(String key) throws CniException {
        Json value = value(key);
        return value == null ? null : asText(place(key), value);
    }

    String text(String key, String absent) throws CniException {
        String value = text(key);
        return value == null ? absent : value;
    }

    boolean flag(String key, boolean absent) throws CniException {
        return switch (value(key)) {
            case null -> absent;
            case Json.Flag(boolean value) -> value;
            case Json other -> throw wrongKind(place(key), other, "true or false");
        };
    }

    /** A whole number between the bounds, which belong to it. */
    int integer(String key, int absent, int least, int most) throws CniException {
        Integer value = integer(key, least, most);
        return value == null ? absent : value;
    }

    @Nullable
    Integer integer(String key, int least, int most) throws CniException {
        Json value = value(key);
        if (value == null) {
            return null;
        }
        String expected = "a whole number from " + least + " to " + most;
        if (!(value instanceof Json.Numeral number)) {
            throw wrongKind(place(key), value, expected);
        }
        try {
            int result = Integer.parseInt(number.digits());
            if (result >= least && result <= most) {
                return result;
            }
        } catch (NumberFormatException e) {
            throw wrong(place(key), number.digits(), expected).causedBy(e);
        }
        throw wrong(place(key), number.digits(), expected);
    }

    /** A whole number that is not negative; what a long cannot hold, up to 2^64-1, is the largest long. */
    long unsigned(String key) throws CniException {
        Json value = value(key);
        if (value == null) {
            return 0;
        }
        String expected = "a whole number that is not negative";
        if (!(value instanceof Json.Numeral number)) {
            throw wrongKind(place(key), value, expected);
        }
        String digits = number.digits();
        if (digits.length() > INTEGER_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(place(key), digits, expected);
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    List<String> texts(String key) throws CniException {
        List<String> texts = new ArrayList<>();
        List<Json> values = array(key);
        for (int i = 0; i < values.size(); i++) {
            texts.add(asText(place(key) + "[" + i + "]", values.get(i)));
        }
        return texts;
    }

    /** The section of the key; null where it is absent. */
    @Nullable
    ConfigSection section(String key) throws CniException {
        Json value = value(key);
        return value == null ? null : asSection(place(key), value);
    }

    /** The section of the key, an empty one where it is absent. */
    ConfigSection sectionOrEmpty(String key) throws CniException {
        ConfigSection section = section(key);
        return section == null ? empty(place(key)) : section;
    }

    /** The objects of an array. */
    List<ConfigSection> sections(String key) throws CniException {
        return asSections(place(key), array(key));
    }

    /** The objects of an array of arrays. */
    List<List<ConfigSection>> sectionLists(String key) throws CniException {
        List<List<ConfigSection>> lists = new ArrayList<>();
        List<Json> values = array(key);
        for (int i = 0; i < values.size(); i++) {
            String place = place(key) + "[" + i + "]";
            if (!(values.get(i) instanceof Json.Array(List<Json> inner))) {
                throw wrongKind(place, values.get(i), "an array of objects");
            }
            lists.add(asSections(place, inner));
        }
        return lists;
    }

    /** An address; null where it is absent or empty. */
    @Nullable
    IpAddress address(String key) throws CniException {
        String text = text(key, "");
        return text.isEmpty() ? null : checked(key, () -> IpAddress.parse(text));
    }

    /** Addresses, each with or without a prefix length, which is not needed and left out. */
    List<IpAddress> addresses(String key) throws CniException {
        List<IpAddress> addresses = new ArrayList<>();
        for (String text : texts(key)) {
            addresses.add(checked(key, () -> addressOfEither(text)));
        }
        return addresses;
    }

    static IpAddress addressOfEither(String text) {
        return text.indexOf('/') < 0
                ? IpAddress.parse(text)
                : InterfaceAddress.parse(text).address();
    }

    /** A MAC address that one link can have; null where it is absent or empty. */
    @Nullable
    MacAddress mac(String key) throws CniException {
        String text = text(key, "");
        return text.isEmpty() ? null : checked(key, () -> linkMac(text));
    }

    static MacAddress linkMac(String text) {
        MacAddress mac = MacAddress.parse(text);
        if (mac.isMulticast()) {
            throw new IllegalArgumentException("the MAC address " + mac + " names a group: a link cannot have it");
        }
        return mac;
    }

    InterfaceAddress requiredInterfaceAddress(String key) throws CniException {
        String text = required(key);
        return checked(key, () -> InterfaceAddress.parse(text));
    }

    /** A network; null where it is absent or empty. */
    @Nullable
    Cidr cidr(String key) throws CniException {
        String text = text(key, "");
        return text.isEmpty() ? null : checked(key, () -> Cidr.parse(text));
    }

    /** A text that is there and not empty. */
    String required(String key) throws CniException {
        String text = text(key, "");
        if (text.isEmpty()) {
            throw new CniException(CniCode.INVALID_CONFIG, place(key) + " is missing in the network configuration");
        }
        return text;
    }

    /** Makes a value that checks itself, and says where it stood if it refuses. */
    <T> T checked(String key, Supplier<T> value) throws CniException {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw invalid(key, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    CniException invalid(String key, String why) {
        return new CniException(
                CniCode.INVALID_CONFIG, place(key) + " in the network configuration: " + Shown.shortened(why));
    }

    /** The key is known, but this value of it is not served. */
    CniException unsupported(String key, String expected) {
        Json value = value(key);
        return CniException.unsupported(place(key), Shown.shortened(String.valueOf(value)), expected);
    }

    /** Keys that may be there and mean nothing here. */
    void ignore(String... keys) {
        asked.addAll(List.of(keys));
    }

    /** Refuses every key that nobody has asked for. */
    void refuseOthers() throws CniException {
        for (Json.Members.Member member : members.all()) {
            if (asked.stream().noneMatch(member.name()::equalsIgnoreCase)) {
                throw CniException.unsupported(
                        place(Shown.shortened(member.name())),
                        Shown.shortened(member.value().toString()),
                        NearestName.of(member.name(), asked)
                                .map(name -> "did you mean " + name + "?")
                                .orElse("expected one of " + String.join(", ", asked)));
            }
        }
    }

    /** Ignores the keys of the namespace that the specification keeps for itself, beside those that were asked for. */
    void ignoreReserved(String prefix) {
        for (Json.Members.Member member : members.all()) {
            if (member.name().startsWith(prefix)) {
                asked.add(member.name());
            }
        }
    }

    private List<Json> array(String key) throws CniException {
        return switch (value(key)) {
            case null -> List.of();
            case Json.Array(List<Json> values) -> values;
            case Json other -> throw wrongKind(place(key), other, "an array");
        };
    }

    private static List<ConfigSection> asSections(String place, List<Json> values) throws CniException {
        List<ConfigSection> sections = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            sections.add(asSection(place + "[" + i + "]", values.get(i)));
        }
        return sections;
    }

    private static ConfigSection asSection(String place, Json value) throws CniException {
        if (value instanceof Json.Members members) {
            return new ConfigSection(place, members);
        }
        throw wrongKind(place, value, "an object");
    }

    private static String asText(String place, Json value) throws CniException {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw wrongKind(place, value, "a string");
    }

    private static CniException wrongKind(String place, Json value, String expected) {
        return new CniException(
                CniCode.DECODING,
                place + " in the network configuration is " + value.kind() + ", " + Shown.shortened(value.toString())
                        + ": expected " + expected);
    }

    private static CniException wrong(String place, String value, String expected) {
        return new CniException(
                CniCode.INVALID_CONFIG, place + " in the network configuration is " + value + ": expected " + expected);
    }
}
