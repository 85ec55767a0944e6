package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.jspecify.annotations.Nullable;

/**
 * What a route says of the way, by metric; unset ones are the link's or the system's.
 *
 * @param values unsigned 32-bit numbers
 * @param others metrics that the library does not know, among them the name of a congestion control
 */
public record RouteMetrics(Map<RouteMetric, Long> values, List<OpaqueAttribute> others) {
    public static final RouteMetrics NONE = new RouteMetrics(Map.of(), List.of());

    public RouteMetrics {
        Map<RouteMetric, Long> copy = new EnumMap<>(RouteMetric.class);
        copy.putAll(values);
        copy.forEach((metric, value) -> {
            if (value >>> 32 != 0) {
                throw new IllegalArgumentException("metric " + metric.word() + " " + value + ": expected 32 bits");
            }
        });
        values = Collections.unmodifiableMap(copy);
        others = List.copyOf(others);
    }

    public RouteMetrics with(RouteMetric metric, long value) {
        Map<RouteMetric, Long> changed = new EnumMap<>(RouteMetric.class);
        changed.putAll(values);
        changed.put(metric, value);
        return new RouteMetrics(changed, others);
    }

    /** A metric's value, or null if the route does not say. */
    public @Nullable Long get(RouteMetric metric) {
        return values.get(metric);
    }

    boolean isEmpty() {
        return values.isEmpty() && others.isEmpty();
    }

    static RouteMetrics read(Attributes attributes) {
        Map<RouteMetric, Long> values = new EnumMap<>(RouteMetric.class);
        List<OpaqueAttribute> others = new ArrayList<>();
        while (attributes.next()) {
            RouteMetric metric = RouteMetric.ofNumber(attributes.type());
            if (metric == null) {
                others.add(OpaqueAttribute.read(attributes));
            } else {
                values.put(metric, Integer.toUnsignedLong(attributes.intValue()));
            }
        }
        return new RouteMetrics(values, others);
    }

    void write(MessageWriter writer) {
        values.forEach((metric, value) -> writer.attributeInt(metric.number(), value.intValue()));
        OpaqueAttribute.writeAll(others, writer);
    }

    /** A locked metric stands as "mtu lock 1400". */
    String text() {
        long locked = values.getOrDefault(RouteMetric.LOCK, 0L);
        Words words = new Words();
        values.forEach((metric, value) -> {
            if (metric != RouteMetric.LOCK) {
                words.add(metric.word())
                        .addIf((locked >>> metric.number() & 1) == 1, "lock")
                        .add(value);
            }
        });
        return words.toString();
    }
}
