package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;

/**
 * The type of a set's keys or a map's values: one field, or several that are concatenated.
 *
 * <pre>
 *  number   … │ 6 bits: first field │ 6 bits: second field │      nft's numbers, the last field lowest
 * </pre>
 *
 * @param id nft's number, which the kernel only stores
 * @param length in bytes; each field of several takes a multiple of four
 */
public record KeyType(int id, int length) {
    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;

    /** {@code NFT_DATA_VALUE_MAXLEN}. */
    private static final int LONGEST = 64;

    public KeyType {
        if (length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("a key of " + length + " bytes: expected 1 to " + LONGEST);
        }
    }

    /** A key of these fields. */
    public static KeyType of(FieldType... fields) {
        int id = 0;
        int length = 0;
        for (FieldType field : fields) {
            id = id << BITS | field.id();
            length += fields.length == 1 ? field.length() : Value.aligned(field.length());
        }
        return new KeyType(id, length);
    }

    /** Whether the key has several fields. */
    public boolean isConcatenation() {
        return id >>> BITS != 0;
    }

    /** The fields, or none where the library does not know one of them. */
    public List<FieldType> fields() {
        List<FieldType> fields = new ArrayList<>();
        int rest = id;
        int bytes = 0;
        for (; rest != 0; rest >>>= BITS) {
            FieldType field = FieldType.ofId(rest & MASK);
            if (field == null) {
                return List.of();
            }
            fields.addFirst(field);
            bytes += id >>> BITS == 0 ? field.length() : Value.aligned(field.length());
        }
        return bytes == length ? List.copyOf(fields) : List.of();
    }

    /** A key with these values for its fields. */
    public Value key(Value... values) {
        List<FieldType> fields = fields();
        if (fields.size() != values.length) {
            throw new IllegalArgumentException(values.length + " values for a key of " + fields.size() + " fields");
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i].length() != fields.get(i).length()) {
                throw new IllegalArgumentException(
                        values[i] + " for a field of type " + fields.get(i).text());
            }
        }
        return values.length == 1 ? values[0] : Value.concatenation(values);
    }

    /** As nft writes it: {@code ipv4_addr . inet_service}. */
    @Override
    public String toString() {
        List<FieldType> fields = fields();
        return fields.isEmpty()
                ? "type " + id + " of " + length + " bytes"
                : String.join(" . ", fields.stream().map(FieldType::text).toList());
    }
}
