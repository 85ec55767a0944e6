package org.flatnet.source;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Half of a text's SHA-256: what is equal has been read before. */
record Fingerprint(long high, long low) {

    static Fingerprint of(byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");

            ByteBuffer bytes = ByteBuffer.wrap(digest.digest(text));
            return new Fingerprint(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
