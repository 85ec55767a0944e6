package org.flatnet.source;

import java.nio.file.Path;

/**
 * Something that a source could not use. It stands until what it is about is put right.
 *
 * @param file the file it is in; a folder where that itself is the problem
 * @param line the line, from 1; 0 where the whole file is meant
 * @param column the column, from 1; 0 where the whole line is meant
 * @param reason what is wrong, what was expected, and what holds instead
 */
public record SourceProblem(Path file, int line, int column, String reason) {

    /** As compilers write it: {@code nodes.yaml:12:5: reason}. */
    @Override
    public String toString() {
        String place = line == 0 ? "" : column == 0 ? ":" + line : ":" + line + ":" + column;
        return file + place + ": " + reason;
    }
}
