package org.flatnet.kernel.route;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All settings of a kind, found by attribute in one step: each attachment reads some links of a hundred attributes. */
final class KnownSettings {
    private final List<Setting<?>> all;
    private final @Nullable Setting<?>[] byAttribute;

    private KnownSettings(List<Setting<?>> all, @Nullable Setting<?>[] byAttribute) {
        this.all = all;
        this.byAttribute = byAttribute;
    }

    static KnownSettings of(Setting<?>... settings) {
        int last = Arrays.stream(settings)
                .mapToInt(setting -> Math.max(setting.attribute(), setting.attributeIpv6()))
                .max()
                .orElse(0);
        @Nullable Setting<?>[] byAttribute = new Setting<?>[last + 1];
        for (Setting<?> setting : settings) {
            byAttribute[setting.attribute()] = setting;
            byAttribute[setting.attributeIpv6()] = setting;
        }
        return new KnownSettings(List.of(settings), byAttribute);
    }

    List<Setting<?>> all() {
        return all;
    }

    /** The setting that an attribute holds; null if it is none of these. */
    @Nullable
    Setting<?> find(int attribute) {
        return attribute < byAttribute.length ? byAttribute[attribute] : null;
    }
}
