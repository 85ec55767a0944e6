package org.flatnet.kernel.nftables;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * A set or a map ({@code NFTA_SET_*}), without its elements.
 *
 * @param data what it gives for a key; null for a set
 * @param size the most elements it takes; 0 for no limit
 * @param timeoutMillis how long elements live that do not say so themselves; 0 for ever
 * @param gcIntervalMillis how often ended elements are cleared away; 0 for the kernel's choice
 * @param state what is kept with each element that rules add, such as a counter
 * @param typeOf nft's notes; null for none
 * @param comment null for none
 */
public record NftSet(
        SetId id,
        KeyType key,
        @Nullable SetData data,
        Set<SetFlag> flags,
        int size,
        long timeoutMillis,
        int gcIntervalMillis,
        List<Expression> state,
        @Nullable TypeOf typeOf,
        @Nullable String comment) {

    public NftSet {
        flags = Set.copyOf(flags);
        state = List.copyOf(state);
        Userdata.checkComment(comment);
    }

    /** A set of keys with these fields. */
    public static NftSet of(SetId id, FieldType... fields) {
        return new NftSet(id, KeyType.of(fields), null, Set.of(), 0, 0, 0, List.of(), null, null);
    }

    /** A map from keys to values. */
    public static NftSet map(SetId id, KeyType key, KeyType value) {
        return new NftSet(id, key, new SetData.Values(value), Set.of(), 0, 0, 0, List.of(), null, null);
    }

    /** A map from keys with these fields to verdicts. */
    public static NftSet verdicts(SetId id, FieldType... fields) {
        return of(id, fields).withData(new SetData.Verdicts());
    }

    /** The same as a map. */
    public NftSet withData(SetData newData) {
        return new NftSet(id, key, newData, flags, size, timeoutMillis, gcIntervalMillis, state, typeOf, comment);
    }

    /** The same with these flags. */
    public NftSet withFlags(SetFlag... newFlags) {
        return new NftSet(
                id, key, data, Set.of(newFlags), size, timeoutMillis, gcIntervalMillis, state, typeOf, comment);
    }

    /** The same with a limit on its elements. */
    public NftSet withSize(int newSize) {
        return new NftSet(id, key, data, flags, newSize, timeoutMillis, gcIntervalMillis, state, typeOf, comment);
    }

    /** The same with a time-out for elements; the flag timeout comes with it. */
    public NftSet withTimeout(long millis) {
        EnumSet<SetFlag> more = EnumSet.of(SetFlag.TIMEOUT);
        more.addAll(flags);
        return new NftSet(id, key, data, more, size, millis, gcIntervalMillis, state, typeOf, comment);
    }

    /** The same with state for each element. */
    public NftSet withState(Expression... newState) {
        return new NftSet(
                id, key, data, flags, size, timeoutMillis, gcIntervalMillis, List.of(newState), typeOf, comment);
    }

    /** The same with nft's notes on its types. */
    public NftSet withTypeOf(TypeOf notes) {
        return new NftSet(id, key, data, flags, size, timeoutMillis, gcIntervalMillis, state, notes, comment);
    }

    /** The same with a comment. Comments of sets are kept from Linux 5.10. */
    public NftSet withComment(String text) {
        return new NftSet(id, key, data, flags, size, timeoutMillis, gcIntervalMillis, state, typeOf, text);
    }

    /** Whether its keys are ranges of several fields. */
    boolean isConcatenatedInterval() {
        return flags.contains(SetFlag.INTERVAL) && key.isConcatenation();
    }

    MessageWriter write(int transactionId) {
        return SetAttributes.write(this, transactionId);
    }

    static NftSet read(Message message) {
        return Decoding.checked("set", () -> SetAttributes.read(message));
    }
}
