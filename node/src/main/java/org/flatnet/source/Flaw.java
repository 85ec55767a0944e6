package org.flatnet.source;

import org.flatnet.cluster.ObjectKey;
import org.flatnet.source.document.DocumentException;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a text.
 *
 * @param key the object that could not be read; null where its name could not be either
 */
record Flaw(int line, int column, String reason, @Nullable ObjectKey key) {

    Flaw(DocumentException problem, @Nullable ObjectKey key) {
        this(problem.line(), problem.column(), problem.reason(), key);
    }

    Flaw later(int lines) {
        return lines == 0 || line == 0 ? this : new Flaw(line + lines, column, reason, key);
    }
}
