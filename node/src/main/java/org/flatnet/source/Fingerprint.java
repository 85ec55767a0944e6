package org.flatnet.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of 128 bits: a text with a known one has been read before. It is made for speed where SHA-256 takes most of the
 * time (only the JVM's second compiler, which the agent runs without, makes that fast). Nobody gains by texts that collide:
 * who can write the folder can say anything already.
 */
record Fingerprint(long high, long low) {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST_FACTOR = 0x9e37_79b9_7f4a_7c15L;
    private static final long SECOND_FACTOR = 0xc2b2_ae3d_27d4_eb4fL;

    static Fingerprint of(byte[] text) {
        long high = text.length * FIRST_FACTOR;
        long low = ~text.length * SECOND_FACTOR;
        int position = 0;
        for (; position + Long.BYTES <= text.length; position += Long.BYTES) {
            long word = (long) WORD.get(text, position);
            high = mixed(high ^ word, FIRST_FACTOR);
            low = mixed(low + word, SECOND_FACTOR);
        }
        for (; position < text.length; position++) {
            high = mixed(high ^ text[position], FIRST_FACTOR);
            low = mixed(low + text[position], SECOND_FACTOR);
        }
        return new Fingerprint(mixed(high ^ low >>> 7, SECOND_FACTOR), mixed(low ^ high >>> 9, FIRST_FACTOR));
    }

    /** For each factor, which is odd, one-to-one: no state is lost on the way. */
    private static long mixed(long state, long factor) {
        long product = state * factor;
        return Long.rotateLeft(product ^ product >>> 32, 29);
    }
}
