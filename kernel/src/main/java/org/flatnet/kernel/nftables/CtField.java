package org.flatnet.kernel.nftables;

import org.jspecify.annotations.Nullable;

/**
 * What connection tracking knows, as a field.
 *
 * @param direction null for keys of the whole flow
 */
public record CtField(CtKey key, @Nullable CtDirection direction) implements Field {
    @Override
    public FieldType type() {
        return key.type();
    }

    @Override
    public Guard guard() {
        return Guard.NONE;
    }

    @Override
    public CtLoad load(Register target) {
        return new CtLoad(target, key, direction);
    }

    @Override
    public String text() {
        return direction == null ? "ct " + key.text() : "ct " + direction.text() + " " + key.text();
    }
}
