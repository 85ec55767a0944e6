package org.flatnet.pod;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An attachment that cannot be made as things stand. The message says what stands in the way. */
public final class PodException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What kind of thing stands in the way. */
    public enum Kind {
        /** The pod's interface, or the node's end of its link, is there already. */
        EXISTS,
        /** What is asked for does not go together with what the node or the pod has: one of the two must change. */
        CONFLICT,
        /** Somebody interfered, which may be over at the next try. */
        DISTURBED
    }

    private PodException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public static PodException exists(String message, Throwable cause) {
        return new PodException(Kind.EXISTS, message, cause);
    }

    public static PodException conflict(String message) {
        return new PodException(Kind.CONFLICT, message, null);
    }

    public static PodException conflict(String message, Throwable cause) {
        return new PodException(Kind.CONFLICT, message, cause);
    }

    public static PodException disturbed(String message) {
        return new PodException(Kind.DISTURBED, message, null);
    }

    public Kind kind() {
        return kind;
    }
}
