package org.flatnet.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a YAML text before each line that begins a document, {@code ---}, so that each piece can be read by itself, and
 * only those that changed. YAML lets such a line begin a document wherever it stands, even within a text that is not
 * closed. A directive ({@code %YAML 1.2}) belongs to the document after it: from the first on, the rest is one piece.
 */
final class YamlSections {
    private static final int FIRST_BUFFER = 8 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int end;
    private boolean cutting = true;
    private int line = 1;

    YamlSections(InputStream in) {
        this.in = in;
    }

    /**
     * A piece of the text.
     *
     * @param firstLine its first line's number in the whole text, from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on and dropped, never compared
    record Section(byte[] text, int firstLine) {}

    /** The next piece; null after the last. */
    @Nullable
    Section next() throws IOException {
        int length = 0;
        int lines = 0;
        while (true) {
            int lineLength = lineLength(length);
            if (lineLength == 0) {
                return length == 0 ? null : cut(length, lines);
            }
            cutting = cutting && buffer[start + length] != '%';
            if (cutting && length > 0 && beginsDocument(start + length, lineLength)) {
                return cut(length, lines);
            }
            length += lineLength;
            lines++;
        }
    }

    private Section cut(int length, int lines) {
        Section section = new Section(Arrays.copyOfRange(buffer, start, start + length), line);
        start += length;
        line += lines;
        return section;
    }

    private boolean beginsDocument(int position, int lineLength) {
        return lineLength >= 3
                && buffer[position] == '-'
                && buffer[position + 1] == '-'
                && buffer[position + 2] == '-'
                && (lineLength == 3 || isBlank(buffer[position + 3]));
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    /** The length of the line that begins that far behind the start, its end included; 0 after the last. */
    private int lineLength(int offset) throws IOException {
        for (int i = offset; ; i++) {
            if (start + i == end && !fill()) {
                return i - offset;
            }
            if (buffer[start + i] == '\n') {
                return i - offset + 1;
            }
        }
    }

    /** Reads more behind the end, which moves the start; false at the end of the text. */
    private boolean fill() throws IOException {
        if (end == buffer.length) {
            int kept = end - start;
            byte[] target = kept > buffer.length / 2 ? new byte[Math.multiplyExact(buffer.length, 2)] : buffer;
            System.arraycopy(buffer, start, target, 0, kept);
            buffer = target;
            start = 0;
            end = kept;
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count > 0;
    }
}
