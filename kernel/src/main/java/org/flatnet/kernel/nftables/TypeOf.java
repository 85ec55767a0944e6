package org.flatnet.kernel.nftables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a set's keys and values are expressions of, where nft cannot name their type alone ("typeof" instead of "type"):
 * nft's own notes, which the kernel only stores.
 *
 * @param key null where the type says enough
 * @param data null where the type says enough
 */
public record TypeOf(@Nullable Value key, @Nullable Value data) {
    /** Keys that are these fields. */
    public static TypeOf keys(Field... fields) {
        return new TypeOf(TypeOfNotes.of(List.of(fields)), null);
    }

    /** Keys that are these fields, for values that are those. */
    public static TypeOf map(List<Field> keys, List<Field> values) {
        return new TypeOf(TypeOfNotes.of(keys), TypeOfNotes.of(values));
    }
}
