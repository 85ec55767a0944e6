package org.flatnet.kernel.nftables;

import java.util.Collection;
import java.util.List;

/**
 * nft's notes on which expressions a set's keys are: {@code NFTNL_UDATA_SET_TYPEOF_*}, in nests of {@link Userdata}.
 *
 * <pre>
 *  EXPR (4 bytes) │ DATA: numbers of that expression, or for several fields one nest each
 * </pre>
 */
final class TypeOfNotes {
    private static final int TYPEOF_EXPR = 0;
    private static final int TYPEOF_DATA = 1;

    /** {@code enum expr_types} of nftables. */
    private static final int EXPR_PAYLOAD = 7;

    private static final int EXPR_META = 9;
    private static final int EXPR_CT = 12;
    private static final int EXPR_CONCAT = 13;
    private static final int EXPR_NUMGEN = 23;

    private TypeOfNotes() {}

    static Value of(Collection<Field> fields) {
        List<Value> notes = fields.stream().map(TypeOfNotes::of).toList();
        return notes.size() == 1 ? notes.getFirst() : note(EXPR_CONCAT, nests(notes));
    }

    private static Value of(Field field) {
        return switch (field) {
            case PayloadField payload -> {
                if (payload.protocolNote() == 0) {
                    throw new IllegalArgumentException("no notes for a set of " + payload.text());
                }
                yield note(EXPR_PAYLOAD, numbers(payload.protocolNote(), payload.fieldNote()));
            }
            case MetaField(MetaKey key) -> note(EXPR_META, numbers(key.number()));
            case CtField(CtKey key, CtDirection direction) ->
                note(EXPR_CT, numbers(key.number(), direction == null ? -1 : direction.number()));
            case NumberField(boolean random, int modulus, int offset) ->
                note(EXPR_NUMGEN, numbers(random ? 1 : 0, modulus, offset));
        };
    }

    private static Value note(int expression, Value data) {
        return bytes(
                new Userdata().put(TYPEOF_EXPR, Value.ofHostInt(expression)).put(TYPEOF_DATA, data));
    }

    private static Value numbers(int... numbers) {
        Userdata userdata = new Userdata();
        for (int i = 0; i < numbers.length; i++) {
            userdata.put(i, Value.ofHostInt(numbers[i]));
        }
        return bytes(userdata);
    }

    private static Value nests(List<Value> notes) {
        Userdata userdata = new Userdata();
        for (int i = 0; i < notes.size(); i++) {
            userdata.put(i, notes.get(i));
        }
        return bytes(userdata);
    }

    private static Value bytes(Userdata userdata) {
        return Value.of(userdata.bytes());
    }
}
