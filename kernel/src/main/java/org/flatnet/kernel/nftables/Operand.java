package org.flatnet.kernel.nftables;

import org.jspecify.annotations.Nullable;

/**
 * What a register holds.
 *
 * @param text as nft writes it; null for a constant, whose text depends on where it goes
 * @param mask the bits that are kept; null for all of them
 * @param flip the bits that are turned over after that
 * @param reordered whether its bytes were put into network order, so that numbers can be compared
 */
record Operand(
        @Nullable String text,
        @Nullable FieldType type,
        int slots,
        @Nullable Value constant,
        @Nullable Value mask,
        @Nullable Value flip,
        boolean reordered) {
    static Operand of(String text, @Nullable FieldType type, int bytes) {
        return new Operand(text, type, Value.aligned(bytes) / Integer.BYTES, null, null, null, false);
    }

    static Operand of(Value constant) {
        return new Operand(null, null, Value.aligned(constant.length()) / Integer.BYTES, constant, null, null, false);
    }

    Operand turned() {
        return new Operand(text, type, slots, constant, mask, flip, !reordered);
    }

    /** A value that it is compared with. */
    String value(Value value) {
        return ValueText.of(type, reordered ? value.reversed() : value);
    }

    /** The text where a value of that type is wanted. */
    String as(@Nullable FieldType wanted) {
        return text != null ? text : constant == null ? "?" : ValueText.of(wanted, constant);
    }

    Operand masked(Value kept, @Nullable Value flipped) {
        return new Operand(text, type, slots, constant, kept, flipped, false);
    }

    /** With what was done to its bits, where a value of that type is stored. */
    String changed(FieldType wanted) {
        return mask == null || flip == null ? as(wanted) : as(wanted) + change(wanted, mask, flip);
    }

    /** {@code (x & keep) ^ flip} in the shortest form that means the same. */
    private static String change(FieldType type, Value keep, Value flip) {
        long kept = keep.hostNumber();
        long flipped = flip.hostNumber();
        long all = (1L << keep.length() * Byte.SIZE) - 1;
        if ((~kept & all) == flipped) {
            return " | " + ValueText.of(type, flip);
        }
        String and = kept == all ? "" : " & " + ValueText.of(type, keep);
        return and + (flipped == 0 ? "" : " ^ " + ValueText.of(type, flip));
    }

    /** The test of it against a value. */
    String compared(Compare.Operator operator, Value value) {
        String sign = operator == Compare.Operator.EQUAL ? "" : operator.text() + " ";
        if (mask == null) {
            boolean noLink = type == FieldType.INTERFACE_INDEX && as(null).startsWith("fib ") && value.isZero();
            String link = operator == Compare.Operator.EQUAL ? "missing" : "exists";
            return as(null) + " " + (noLink ? link : sign + value(value));
        }
        boolean flags = type == FieldType.CT_STATE || type == FieldType.CT_STATUS || type == FieldType.TCP_FLAG;
        if (flags && value.isZero()) {
            String not = operator == Compare.Operator.EQUAL ? "! " : "";
            return as(null) + " " + not + ValueText.of(type, mask);
        }
        int prefix = type == FieldType.IPV4_ADDRESS || type == FieldType.IPV6_ADDRESS ? prefixLength(mask) : -1;
        if (prefix >= 0) {
            return as(null) + " " + sign + ValueText.of(type, value) + "/" + prefix;
        }
        return as(null) + " & " + ValueText.of(type, mask) + " " + operator.text() + " " + ValueText.of(type, value);
    }

    /** How many leading bits are set, if no others are; else −1. */
    private static int prefixLength(Value mask) {
        int length = 0;
        boolean ended = false;
        for (int bit = 0; bit < mask.length() * Byte.SIZE; bit++) {
            boolean set = (mask.at(bit / Byte.SIZE) >> (7 - bit % Byte.SIZE) & 1) == 1;
            if (set && ended) {
                return -1;
            }
            ended |= !set;
            length += set ? 1 : 0;
        }
        return length;
    }
}
