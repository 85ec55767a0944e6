package org.flatnet.source.document;

/** A text is no document, or a value in it not what was expected; says where. */
public final class DocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    public DocumentException(int line, int column, String reason) {
        super(reason);
        this.line = line;
        this.column = column;
    }

    /** What is wrong with this value. */
    public DocumentException(Value value, String reason) {
        this(value.line(), value.column(), reason);
    }

    /** The line, from 1; 0 where no line is to blame. */
    public int line() {
        return line;
    }

    /** The column, from 1; 0 where none is to blame. */
    public int column() {
        return column;
    }

    /** What is wrong, and what was expected. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
