package org.flatnet.pod;

import java.io.IOException;

/** An attachment that cannot be made as things stand. The message says what stands in the way. */
public final class PodException extends IOException {
    private static final long serialVersionUID = 1L;

    public PodException(String message) {
        super(message);
    }

    public PodException(String message, Throwable cause) {
        super(message, cause);
    }
}
