package org.flatnet.kernel.nftables;

/** A generated number as a field. */
public record NumberField(boolean random, int modulus, int offset) implements Field {
    @Override
    public FieldType type() {
        return FieldType.INTEGER;
    }

    @Override
    public Guard guard() {
        return Guard.NONE;
    }

    @Override
    public NumberGenerator load(Register target) {
        return new NumberGenerator(target, random, modulus, offset);
    }

    @Override
    public String text() {
        return "numgen " + (random ? "random" : "inc") + " mod " + modulus + (offset == 0 ? "" : " offset " + offset);
    }
}
