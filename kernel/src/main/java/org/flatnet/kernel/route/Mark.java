package org.flatnet.kernel.route;

/** A packet's mark as a rule looks for it: those bits of it that the mask has. */
public record Mark(int value, int mask) {
    private static final int ALL = -1;

    public static Mark of(int value) {
        return new Mark(value, ALL);
    }

    @Override
    public String toString() {
        return "0x" + Integer.toHexString(value) + (mask == ALL ? "" : "/0x" + Integer.toHexString(mask));
    }
}
