package org.flatnet.cni;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the CNI executable is to do: write these bytes and exit so.
 *
 * <pre>
 *  0           4               8              12
 *  exit code | stdout, bytes | stderr, bytes | stdout | stderr
 * </pre>
 *
 * Numbers are unsigned and big-endian.
 */
final class ShimAnswer {
    static final int MOST_BYTES = 1 << 20;
    private static final int HEADER_BYTES = 12;
    private static final byte[] NOTHING = {};

    private final int exitCode;
    private final byte[] standardOutput;
    private final byte[] standardError;

    private ShimAnswer(int exitCode, byte[] standardOutput, byte[] standardError) {
        this.exitCode = exitCode;
        this.standardOutput = standardOutput;
        this.standardError = standardError;
    }

    static ShimAnswer success(byte[] standardOutput) {
        return new ShimAnswer(0, standardOutput, NOTHING);
    }

    /** Success of which there is nothing to say. */
    static ShimAnswer silence() {
        return success(NOTHING);
    }

    /** The answer to a person who runs the executable by hand. */
    static ShimAnswer about() {
        return new ShimAnswer(
                0, NOTHING, line("flatnet: a CNI plugin; CNI versions " + String.join(", ", CniVersion.texts())));
    }

    static ShimAnswer failure(CniException error, CniVersion version, String context) {
        byte[] output = ResultWriter.error(error, version);
        return new ShimAnswer(1, output, line("flatnet: " + context + ": " + Shown.shortened(error.message())));
    }

    /** Whether it is within what the executable takes. */
    boolean fits() {
        return HEADER_BYTES + (long) standardOutput.length + standardError.length <= MOST_BYTES;
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + standardOutput.length + standardError.length)
                .putInt(exitCode)
                .putInt(standardOutput.length)
                .putInt(standardError.length)
                .put(standardOutput)
                .put(standardError)
                .array();
    }

    private static byte[] line(String text) {
        return (text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
