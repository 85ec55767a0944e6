package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/** Values of settings, immutable. What was not set is not written, and the kernel's default holds. */
public final class Settings {
    private static final Settings NONE = new Settings(new TreeMap<>(byAttribute()), List.of());

    private final SortedMap<Setting<?>, Object> values;
    private final List<OpaqueAttribute> others;

    private Settings(SortedMap<Setting<?>, Object> values, List<OpaqueAttribute> others) {
        this.values = values;
        this.others = others;
    }

    private static Comparator<Setting<?>> byAttribute() {
        return Comparator.comparingInt(Setting::attribute);
    }

    /** Nothing set. */
    public static Settings none() {
        return NONE;
    }

    /** The same with one setting more, or another value of it. */
    public <T> Settings with(Setting<T> setting, T value) {
        setting.check(value);
        return put(setting, value);
    }

    private <T> Settings put(Setting<T> setting, T value) {
        SortedMap<Setting<?>, Object> changed = new TreeMap<>(values);
        changed.put(setting, value);
        return new Settings(changed, others);
    }

    /** The same without a setting. */
    public Settings without(Setting<?> setting) {
        SortedMap<Setting<?>, Object> changed = new TreeMap<>(values);
        changed.remove(setting);
        return new Settings(changed, others);
    }

    /** A setting's value, or null if there is none. */
    public <T> @Nullable T get(Setting<T> setting) {
        Object value = values.get(setting);
        return value == null ? null : setting.cast(value);
    }

    /** Whether a setting has this value. */
    public <T> boolean has(Setting<T> setting, T value) {
        return value.equals(values.get(setting));
    }

    /** All that have a value. */
    public Set<Setting<?>> settings() {
        return Set.copyOf(values.keySet());
    }

    /** Attributes that the library does not know. */
    public List<OpaqueAttribute> others() {
        return others;
    }

    /** Without what cannot be set: the state that the kernel lists along, and attributes that are not known. */
    public Settings writable() {
        SortedMap<Setting<?>, Object> kept = new TreeMap<>(values);
        kept.keySet().removeIf(setting -> !setting.isWritable());
        return new Settings(kept, List.of());
    }

    /** Whether each of the given settings has the given value here: whether this is what they ask for. */
    public boolean covers(Settings wanted) {
        return values.entrySet().containsAll(wanted.values.entrySet()) && others.containsAll(wanted.others);
    }

    public boolean isEmpty() {
        return values.isEmpty() && others.isEmpty();
    }

    static Settings read(KnownSettings known, Attributes attributes) {
        SortedMap<Setting<?>, Object> values = new TreeMap<>(byAttribute());
        List<OpaqueAttribute> others = new ArrayList<>();
        while (attributes.next()) {
            Setting<?> setting = known.find(attributes.type());
            if (setting == null) {
                others.add(OpaqueAttribute.read(attributes));
            } else {
                values.put(setting, read(setting, attributes));
            }
        }
        return new Settings(values, List.copyOf(others));
    }

    private static <T> Object read(Setting<T> setting, Attributes attributes) {
        return java.util.Objects.requireNonNull(setting.read(attributes));
    }

    /** Writes what can be set. */
    void write(MessageWriter writer) {
        values.forEach((setting, value) -> {
            if (setting.isWritable()) {
                setting.write(writer, value);
            }
        });
        OpaqueAttribute.writeAll(others, writer);
    }

    /** What can be set, as {@code ip} takes it. */
    String text(LinkNames names) {
        Words words = new Words();
        values.forEach((setting, value) -> words.addIf(setting.isWritable(), setting.text(value, names)));
        return words.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings that && values.equals(that.values) && others.equals(that.others);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + others.hashCode();
    }

    @Override
    public String toString() {
        Words words = new Words();
        values.forEach((setting, value) -> words.add(setting.text(value, LinkNames.NUMBERS)));
        return words.addIf(!others.isEmpty(), "others", others).toString();
    }
}
