package org.flatnet.kernel.nftables;

/** Metadata as a field. */
public record MetaField(MetaKey key) implements Field {
    @Override
    public FieldType type() {
        return key.type();
    }

    @Override
    public Guard guard() {
        return Guard.NONE;
    }

    @Override
    public MetaLoad load(Register target) {
        return new MetaLoad(target, key);
    }

    @Override
    public String text() {
        return switch (key) {
            case IIF, OIF, IIFNAME, OIFNAME, IIFGROUP, OIFGROUP, IIFTYPE, OIFTYPE -> key.text();
            default -> "meta " + key.text();
        };
    }
}
