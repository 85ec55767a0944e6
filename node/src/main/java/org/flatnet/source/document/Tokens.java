package org.flatnet.source.document;

import org.jspecify.annotations.Nullable;

/**
 * A text as a row of tokens, whatever its syntax. What is asked of a token is of the one that {@link #next} last
 * returned. Documents follow each other with nothing between.
 */
interface Tokens {
    enum Kind {
        MAPPING,
        SEQUENCE,
        /** The end of the innermost mapping or sequence. */
        CLOSE,
        /** A single value, or a mapping's name. */
        SCALAR,
        /** Stands for the value with the anchor {@link Tokens#text}. */
        ALIAS,
        /** There are no more documents. */
        END
    }

    Kind next() throws DocumentException;

    /** The characters of a scalar, or the anchor that an alias means. */
    String text() throws DocumentException;

    /** Whether a scalar has no quotes. */
    boolean plain();

    int line();

    int column();

    /** The name by which aliases may mean this value; null for none. */
    @Nullable
    String anchor();
}
