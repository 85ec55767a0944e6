package org.flatnet.source.document;

/** A value of a document, and where it begins. Lines and columns count from 1. */
public sealed interface Value permits Mapping, Sequence, Scalar {

    int line();

    /** In YAML counted in characters, in JSON in bytes. */
    int column();

    /** What it is, for messages: {@code a list}, {@code the number 5}. */
    String description();

    /** Whether it stands for nothing: {@code null}, {@code ~}, or no value at all. */
    default boolean isNull() {
        return false;
    }
}
